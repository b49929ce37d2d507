#include "lambda/runtime_api.h"

#include <charconv>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.h"

namespace mta::lambda {
namespace {

constexpr std::string_view runtime = "/2018-06-01/runtime";
constexpr std::string_view extension = "/2020-01-01/extension";
constexpr std::string_view extension_id = "Lambda-Extension-Identifier";
constexpr std::size_t largest_event = std::size_t{8} * 1024 * 1024;  // Lambda's own limit is 6 MB
constexpr int accepted = 300;
constexpr int client_errors = 400;
constexpr int server_errors = 500;

std::string invocation(const std::string& request_id) {
  return std::string(runtime) + "/invocation/" + request_id;
}

net::HttpLimits post_limits() {
  constexpr std::chrono::seconds limit{10};
  return {
      .connect = limit, .first_byte = limit, .between_bytes = limit, .call = {}, .resend = false};
}

/// The next event comes when it comes.
net::HttpLimits next_limits() {
  constexpr std::chrono::hours for_ever{24 * 365};
  net::HttpLimits limits = post_limits();
  limits.first_byte = for_ever;
  limits.body_bytes = largest_event;
  limits.resend = true;
  limits.longest_idle = for_ever;
  return limits;
}

std::string error_json(const std::string& type, const std::string& message) {
  return boost::json::serialize(
      boost::json::object{{"errorMessage", message}, {"errorType", type}});
}

net::HttpRequest with_error(net::HttpRequest request, const std::string& type,
                            const std::string& message) {
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Lambda-Runtime-Function-Error-Type", type);
  request.body = error_json(type, message);
  return request;
}

}  // namespace

RuntimeApi::RuntimeApi(const std::string& address, net::HttpsClient& client, Log& log)
    : url_(parse_url("http://" + address).value_or(Url{})), client_(client), log_(log) {}

net::HttpRequest RuntimeApi::request(std::string method, const std::string& path) const {
  return {.method = std::move(method),
          .target = path,
          .headers = {{"Host", url_.authority()}, {"User-Agent", "mta-chat"}},
          .body = {}};
}

Task<net::HttpResult<Invocation>> RuntimeApi::next() {
  const auto response = co_await client_.send(
      url_, request("GET", std::string(runtime) + "/invocation/next"), next_limits());
  if (!response) co_return std::unexpected(response.error());
  auto event = co_await (*response)->read_all(largest_event);
  if (!event) co_return std::unexpected(event.error());
  if ((*response)->status() >= accepted) {
    co_return std::unexpected(net::HttpError{
        .fault = net::HttpFault::malformed,
        .detail = "the next event was answered with " + std::to_string((*response)->status())});
  }
  const std::string deadline = (*response)->header("Lambda-Runtime-Deadline-Ms").value_or("");
  std::int64_t deadline_ms = 0;
  std::from_chars(deadline.data(), deadline.data() + deadline.size(), deadline_ms);
  co_return Invocation{
      .request_id = (*response)->header("Lambda-Runtime-Aws-Request-Id").value_or(""),
      .trace_id = (*response)->header("Lambda-Runtime-Trace-Id").value_or(""),
      .deadline = Timestamp{std::chrono::milliseconds{deadline_ms}},
      .event = std::move(*event)};
}

Task<void> RuntimeApi::respond(const std::string& request_id, std::string answer) {
  net::HttpRequest answered = request("POST", invocation(request_id) + "/response");
  answered.headers.emplace_back("Content-Type", "application/json");
  answered.body = std::move(answer);
  co_await post(std::move(answered));
}

Task<void> RuntimeApi::fail(const std::string& request_id, std::string type, std::string message) {
  co_await post(with_error(request("POST", invocation(request_id) + "/error"), type, message));
}

Task<void> RuntimeApi::fail_init(std::string type, std::string message) {
  co_await post(with_error(request("POST", std::string(runtime) + "/init/error"), type, message));
}

Task<void> RuntimeApi::post(net::HttpRequest request) {
  for (int attempts_left = 1;; --attempts_left) {
    const auto response = co_await client_.send(url_, request, post_limits());
    const int status = response ? (*response)->status() : server_errors;
    if (response) co_await (*response)->finish(std::chrono::seconds(1));
    if (status < accepted) co_return;
    if (status < server_errors || attempts_left == 0) {
      co_return note("Lambda did not take an answer",
                     response ? std::to_string(status) : response.error().detail);
    }
  }
}

Task<std::unique_ptr<net::HttpUpload>> RuntimeApi::open_stream(const std::string& request_id) {
  net::HttpRequest head = request("POST", invocation(request_id) + "/response");
  head.headers.emplace_back("Content-Type", "application/vnd.awslambda.http-integration-response");
  head.headers.emplace_back("Lambda-Runtime-Function-Response-Mode", "streaming");
  head.headers.emplace_back(
      "Trailer", "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body");
  for (int attempts_left = 1;; --attempts_left) {
    auto opened = co_await client_.open(url_, head, post_limits());
    if (opened) co_return std::move(*opened);
    if (attempts_left == 0) {
      note("Lambda did not take an answer", opened.error().detail);
      co_return nullptr;
    }
  }
}

Task<void> RuntimeApi::close_stream(net::HttpUpload& stream, const std::string& type,
                                    const std::string& message) {
  std::string trailers;
  if (!type.empty()) {
    trailers = "Lambda-Runtime-Function-Error-Type: " + type + "\r\n" +
               "Lambda-Runtime-Function-Error-Body: " + base64(error_json(type, message)) + "\r\n";
  }
  const auto response = co_await stream.finish(trailers);
  if (!response) co_return note("Lambda did not take the end of a stream", response.error().detail);
  co_await (*response)->finish(std::chrono::seconds(1));
  if ((*response)->status() >= client_errors) {
    note("Lambda did not take a stream", std::to_string((*response)->status()));
  }
}

Task<std::string> RuntimeApi::register_extension() {
  net::HttpRequest registration = request("POST", std::string(extension) + "/register");
  registration.headers.emplace_back("Content-Type", "application/json");
  registration.headers.emplace_back("Lambda-Extension-Name", "mta-chat-graceful-end");
  registration.body = R"({"events":[]})";
  const auto response = co_await client_.send(url_, registration, post_limits());
  if (response) co_await (*response)->finish(std::chrono::seconds(1));
  const std::string identifier =
      response ? (*response)->header(extension_id).value_or("") : std::string();
  if (identifier.empty()) {
    note("no extension could be registered",
         response ? std::to_string((*response)->status()) : response.error().detail);
  }
  co_return identifier;
}

Task<void> RuntimeApi::wait_as_extension(std::string identifier) {
  net::HttpRequest next_event = request("GET", std::string(extension) + "/event/next");
  next_event.headers.emplace_back(extension_id, std::move(identifier));
  const auto response = co_await client_.send(url_, next_event, next_limits());
  if (!response) co_return;  // Lambda is gone
  co_await (*response)->finish(std::chrono::seconds(1));
  note("an extension without events was sent one", std::to_string((*response)->status()));
}

void RuntimeApi::note(std::string_view what, std::string_view cause) {
  log_.write(LogLevel::error, what, {{"cause", cause}});
}

}  // namespace mta::lambda
