#include "storage/dynamodb_client.h"

#include <algorithm>
#include <charconv>

#include <boost/crc.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/jitter.h"
#include "base/json.h"

namespace mta::storage {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr milliseconds connect_limit{500};
constexpr milliseconds call_limit{1000};
constexpr int most_retries = 2;
constexpr milliseconds first_retry_bound{50};
// DynamoDB closes connections that have been idle for a while; what must not be sent twice goes out
// on one that was used just now, or on a new one.
constexpr std::chrono::seconds trusted_idle{5};
constexpr std::chrono::seconds usual_idle{50};

/// `com.amazonaws.dynamodb.v20120810#ThrottlingException` → `ThrottlingException`.
std::string error_name(const json::object& body) {
  const std::string name = string_in(member(body, "__type"));
  return name.substr(name.find('#') + 1);
}

std::string error_message(const json::object& body) {
  for (const char* name : {"message", "Message"}) {
    if (const auto text = text_in(member(body, name))) return std::string(*text);
  }
  return {};
}

bool is_throttling(std::string_view name) {
  return name == "ThrottlingException" || name == "ProvisionedThroughputExceededException" ||
         name == "RequestLimitExceeded";
}

bool checksum_is_right(const net::HttpResponse& response, const std::string& body) {
  const auto sent = response.header("x-amz-crc32");
  if (!sent) return true;
  boost::crc_32_type crc;
  crc.process_bytes(body.data(), body.size());
  return *sent == std::to_string(crc.checksum());
}

}  // namespace

struct DynamoDbClient::Attempt {
  DynamoDbResult<json::object> result;
  bool passing = false;    ///< a repetition may do better
  bool throttled = false;  ///< and nothing was done
};

DynamoDbClient::DynamoDbClient(const DynamoDbOptions& options, const DynamoDbParts& parts)
    : endpoint_(options.endpoint),
      parts_(parts),
      signer_(parts.credentials, parts.clock, options.region, "dynamodb") {}

SteadyTime DynamoDbClient::usual_end() const { return now() + call_limit; }

Task<DynamoDbResult<json::object>> DynamoDbClient::call(std::string_view operation,
                                                        const json::object& input, Repeat repeat,
                                                        Times times) {
  const std::string body = json::serialize(input);
  const CallLimits limits{.deadline = times.end};
  for (int number = 0;; ++number) {
    Attempt done = co_await attempt(operation, body, limits, repeat == Repeat::on_any_fault);
    const bool repeatable =
        repeat == Repeat::on_any_fault ? done.passing || done.throttled : done.throttled;
    const milliseconds delay = full_jitter(first_retry_bound, number, parts_.random);
    const bool in_time = now() + delay < std::min(times.end, times.last_repeat);
    if (done.result || !repeatable || number == most_retries || !in_time) {
      co_return std::move(done.result);
    }
    parts_.metrics.add(Counter::store_errors);
    co_await parts_.clock.sleep_until(now() + delay, {});
  }
}

Task<DynamoDbClient::Attempt> DynamoDbClient::attempt(std::string_view operation,
                                                      const std::string& body,
                                                      const CallLimits& limits, bool resend) {
  const auto no_answer = [&](std::string detail, bool passing) {
    return Attempt{.result = std::unexpected(DynamoDbError{
                       .name = {}, .detail = std::string(operation) + ": " + std::move(detail)}),
                   .passing = passing};
  };
  net::HttpRequest request{
      .method = "POST",
      .target = "/",
      .headers = {{"Host", endpoint_.authority()},
                  {"Content-Type", "application/x-amz-json-1.0"},
                  {"X-Amz-Target", "DynamoDB_20120810." + std::string(operation)}},
      .body = body};
  const auto signed_request = co_await signer_.sign(request, limits);
  if (!signed_request) co_return no_answer(signed_request.error().detail, false);
  const auto response =
      co_await parts_.client.send(endpoint_, request,
                                  {.connect = connect_limit,
                                   .first_byte = call_limit,
                                   .between_bytes = call_limit,
                                   .call = limits,
                                   .resend = resend,
                                   .longest_idle = resend ? usual_idle : trusted_idle});
  if (!response) co_return no_answer(response.error().detail, false);
  constexpr std::size_t largest = std::size_t{2} * 1024 * 1024;
  const auto answer = co_await (*response)->read_all(largest);
  if (!answer) co_return no_answer(answer.error().detail, true);
  if (!checksum_is_right(**response, *answer)) co_return no_answer("wrong checksum", true);
  boost::system::error_code error;
  json::value value = json::parse(*answer, error);
  const int status = (*response)->status();
  constexpr int ok = 200;
  constexpr int server_errors = 500;
  if (error || !value.is_object()) {
    co_return no_answer("answered " + std::to_string(status) + " without JSON",
                        status >= server_errors);
  }
  if (status == ok) co_return Attempt{.result = std::move(value.get_object())};
  const std::string name = error_name(value.get_object());
  co_return Attempt{.result = std::unexpected(DynamoDbError{
                        .name = name,
                        .detail = std::string(operation) + ": " + std::to_string(status) + " " +
                                  name + " " + error_message(value.get_object()),
                        .body = std::move(value.get_object())}),
                    .passing = status >= server_errors,
                    .throttled = is_throttling(name)};
}

Error store_error(const DynamoDbError& error) {
  return {.kind = ErrorKind::store_failed, .message = {}, .detail = error.detail};
}

bool is_condition_failure(const DynamoDbError& error) {
  return error.name == "ConditionalCheckFailedException";
}

const json::object* object_in(const json::object& answer, std::string_view name) {
  const json::value* value = member(answer, name);
  return value ? value->if_object() : nullptr;
}

json::object string_value(std::string_view text) {
  return {{"S", json::string_view(text.data(), text.size())}};
}

std::int64_t epoch_seconds(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

json::object time_value(Timestamp time) { return number_value(epoch_seconds(time)); }

json::object number_value(std::int64_t number) { return {{"N", std::to_string(number)}}; }

namespace {

std::optional<std::string_view> attribute(const json::object& item, std::string_view name,
                                          std::string_view type) {
  return text_in(member(member(item, name), type));
}

}  // namespace

std::optional<std::string> string_of(const json::object& item, std::string_view name) {
  const auto text = attribute(item, name, "S");
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

std::optional<std::int64_t> number_of(const json::object& item, std::string_view name) {
  const auto text = attribute(item, name, "N");
  std::int64_t number = 0;
  if (!text ||
      std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc()) {
    return std::nullopt;
  }
  return number;
}

}  // namespace mta::storage
