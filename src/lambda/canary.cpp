#include "lambda/canary.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "lambda/event.h"

namespace mta::lambda {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int ok = 200;
constexpr int too_many_requests = 429;
constexpr int most_attempts = 3;
constexpr std::size_t largest_answer = std::size_t{1024} * 1024;
constexpr std::size_t most_quoted_bytes = 100;
/// Where a 429 does not say it: the gateway's throttle lets the next one through within a second.
constexpr seconds usual_pause{2};
/// What is left of the invocation when the check has to end: time to write and to answer.
constexpr seconds time_to_report{2};
/// A check that would be asked again at a moment when the answer could not come in time is over.
constexpr seconds time_to_ask{5};

/// Letters alone: a digit could be read as a price, and a vowel could make a word.
std::string new_mark(Random& random) {
  constexpr std::string_view letters = "bcdfghjkmnpqrstvwxz";
  std::array<std::byte, 12> bytes{};
  random.fill(bytes);
  std::string mark;
  for (const std::byte byte : bytes)
    mark += letters[std::to_integer<unsigned>(byte) % letters.size()];
  return mark;
}

net::HttpRequest request_to(const Url& endpoint, const std::string& mark) {
  return {.method = "POST",
          .target = endpoint.path.empty() ? "/" : endpoint.path,
          .headers = {{"Host", endpoint.authority()},
                      {"User-Agent", "mta-chat-canary"},
                      {"Accept", "application/json"},
                      {"Content-Type", "application/json"},
                      {"X-Request-Id", "canary-" + mark}},
          .body = canary_question(mark)};
}

/// Each check has a connection of its own, so that names and certificates are tried, too.
net::HttpLimits limits_until(SteadyTime deadline) {
  constexpr seconds connect{5};
  constexpr seconds answer{35};  // the gateway gives up after 30
  return {.connect = connect,
          .first_byte = answer,
          .between_bytes = answer,
          .body_bytes = largest_answer,
          .call = {.deadline = deadline},
          .resend = false,
          .longest_idle = seconds(0)};
}

seconds pause_wanted(const std::optional<std::string>& retry_after) {
  int wanted = 0;
  if (retry_after) {
    std::from_chars(retry_after->data(), retry_after->data() + retry_after->size(), wanted);
  }
  return wanted > 0 ? seconds(wanted) : usual_pause;
}

/// Of what the other side says, as much as a log line takes: in ASCII, so that no character is cut.
std::string quoted(std::string text) {
  std::erase_if(text, [](char letter) { return letter < ' ' || letter > '~'; });
  text.resize(std::min(text.size(), most_quoted_bytes));
  return text;
}

struct Check {
  std::optional<std::string> fault;  ///< nothing: all is well
  std::optional<int> status;         ///< nothing: there was no answer
  int attempts = 0;
};

class Canary {
 public:
  Canary(CanaryParts parts, Url endpoint)
      : parts_(std::move(parts)), endpoint_(std::move(endpoint)) {}

  Task<void> run() {
    while (true) {
      const auto invocation = co_await parts_.api.next();
      if (!invocation) {
        parts_.log.write(LogLevel::error, "no further event",
                         {{"cause", std::string_view(invocation.error().detail)}});
        co_return;
      }
      if (std::holds_alternative<ScheduledEvent>(decode_event(invocation->event))) {
        co_await answer(*invocation);
      } else {
        co_await refuse(*invocation);
      }
    }
  }

 private:
  Task<void> refuse(const Invocation& invocation) {
    parts_.log.write(LogLevel::error, "unsupported event",
                     {{"function_request_id", std::string_view(invocation.request_id)}});
    co_await parts_.api.fail(invocation.request_id, "Function.UnsupportedEvent",
                             "This function is the canary: it understands scheduled EventBridge "
                             "events");
  }

  Task<void> answer(const Invocation& invocation) {
    const SteadyTime begin = parts_.clock.steady_now();
    const SteadyTime deadline = begin + (invocation.deadline - parts_.clock.now()) - time_to_report;
    const std::string mark = new_mark(parts_.random);
    const Check check = co_await checked(mark, deadline);
    log(invocation, mark, check, parts_.clock.steady_now() - begin);
    parts_.record(check.fault.has_value());
    if (check.fault) {
      co_await parts_.api.fail(invocation.request_id, "Function.CanaryFailed", *check.fault);
    } else {
      co_await parts_.api.respond(invocation.request_id, R"({"status":"answered by the model"})");
    }
  }

  Task<Check> checked(const std::string& mark, SteadyTime deadline) {
    const net::HttpRequest request = request_to(endpoint_, mark);
    Check check;
    while (true) {
      ++check.attempts;
      const auto response = co_await parts_.client.send(endpoint_, request, limits_until(deadline));
      if (!response) {
        check.status.reset();
        check.fault = "no answer: " + response.error().detail;
        co_return check;
      }
      check.status = (*response)->status();
      const auto body = co_await (*response)->read_all(largest_answer);
      check.fault =
          body ? fault_of_answer(*check.status, *body) : "no whole answer: " + body.error().detail;
      const auto wait = pause_wanted((*response)->header("Retry-After"));
      const bool again = *check.status == too_many_requests && check.attempts < most_attempts &&
                         parts_.clock.steady_now() + wait + time_to_ask < deadline;
      if (!again) co_return check;
      co_await parts_.clock.sleep_until(parts_.clock.steady_now() + wait, {});
    }
  }

  void log(const Invocation& invocation, const std::string& mark, const Check& check,
           SteadyTime::duration took) {
    const std::string request_id = "canary-" + mark;
    using Value = LogField::Value;
    parts_.log.write(
        check.fault ? LogLevel::error : LogLevel::info, "canary",
        {{"cause", check.fault ? Value(std::string_view(*check.fault)) : Value()},
         {"status", check.status ? Value(std::int64_t{*check.status}) : Value()},
         {"attempts", std::int64_t{check.attempts}},
         {"duration_ms", std::int64_t{std::chrono::duration_cast<milliseconds>(took).count()}},
         {"request_id", std::string_view(request_id)},
         {"function_request_id", std::string_view(invocation.request_id)}});
  }

  CanaryParts parts_;
  Url endpoint_;
};

}  // namespace

std::string canary_question(std::string_view mark) {
  const std::string message =
      "Which of your machines remove tattoos, and which colours of ink does each of them treat? "
      "Please answer in one short sentence. I ask for the record that we keep under the letters " +
      std::string(mark) + ".";
  const json::array history{
      {{"role", "user"}, {"content", "hello"}},
      {{"role", "assistant"}, {"content", "Hello! How can I help you?"}},
  };
  return json::serialize(json::object{{"message", message}, {"conversation_history", history}});
}

std::optional<std::string> fault_of_answer(int status, std::string_view body) {
  boost::system::error_code error;
  const json::value parsed = json::parse(json::string_view(body.data(), body.size()), error);
  const json::value* const answer = error ? nullptr : &parsed;
  if (status != ok) {
    std::string said = quoted(string_in(member(answer, "error")));
    if (said.empty()) said = quoted(string_in(member(answer, "message")));  // API Gateway's own
    return "status " + std::to_string(status) + (said.empty() ? "" : ": " + said);
  }
  const std::string model = string_in(member(answer, "model"));
  const bool is_answer = !string_in(member(answer, "response")).empty() && !model.empty() &&
                         !string_in(member(answer, "session_id")).empty();
  if (!is_answer) return "status 200, but it is no answer of the chat";
  if (is_true(member(answer, "fallback"))) {
    return "the catalogue answered in the model's place: the model failed, or its cap is used up";
  }
  if (model == "catalogue") return "the catalogue answered: no model is configured";
  return std::nullopt;
}

Task<void> run_canary(CanaryParts parts, Url endpoint) {
  Canary canary(std::move(parts), std::move(endpoint));
  co_await canary.run();
}

}  // namespace mta::lambda
