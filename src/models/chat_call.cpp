#include "models/chat_call.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <variant>

#include "core/model_error.h"
#include "core/tokens.h"
#include "models/parameter_hint.h"
#include "models/retry.h"

namespace mta::models {
namespace {

using std::chrono::seconds;

constexpr seconds usual_wait{5};
// A stream has far more bytes than its text; this only bounds one that never ends.
constexpr std::size_t most_stream_bytes = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::milliseconds last_bytes_limit{100};
constexpr char gzip_mark = '\x1f';  // its first byte, which no text has; some do not declare it

Attempt failed(const net::HttpError& fault) {
  Attempt attempt{.spent = fault.sent, .sent = fault.sent};
  switch (fault.fault) {
    case net::HttpFault::connect_failed:
      attempt.error = unavailable(fault.detail, usual_wait);
      attempt.passing = attempt.counts = true;
      attempt.spent = false;
      attempt.stale = fault.kept_connection;
      break;
    case net::HttpFault::connect_timeout:
      attempt.error = timed_out(fault.detail);
      attempt.passing = attempt.counts = true;
      break;
    case net::HttpFault::timeout:
      attempt.error = timed_out(fault.detail);
      attempt.counts = true;
      break;
    case net::HttpFault::client_left:
      attempt.error = client_left();
      break;
    case net::HttpFault::cut:
    case net::HttpFault::malformed:
    case net::HttpFault::too_large:
      attempt.error = wrong_answer(fault.detail);
      attempt.spent = attempt.sent = true;
      break;
  }
  return attempt;
}

/// Statuses other than 200.
Task<Attempt> refused(net::HttpResponse& response, const Clock& clock) {
  constexpr int bad_request = 400;
  constexpr int request_timeout = 408;
  constexpr int unprocessable = 422;
  constexpr int too_many_requests = 429;
  constexpr int service_unavailable = 503;
  constexpr int server_errors = 500;
  const int status = response.status();
  const auto body = co_await response.read_all(ReplyDecoder::max_bytes);
  std::string detail = "the provider answered " + std::to_string(status);
  if (const std::string code = body ? error_code_of(*body) : ""; !code.empty()) {
    detail += " (" + code + ")";
  }
  if (body && (status == bad_request || status == unprocessable)) {
    if (const std::string hint = parameter_hint(*body); !hint.empty()) detail += ": " + hint;
  }
  Attempt attempt{.retry_after =
                      retry_after(response.header("Retry-After").value_or(""), clock.now())};
  attempt.passing =
      status == request_timeout || status == too_many_requests || status >= server_errors;
  attempt.counts = attempt.passing;
  attempt.error = status == too_many_requests || status == service_unavailable
                      ? unavailable(std::move(detail), attempt.retry_after.value_or(usual_wait))
                      : wrong_answer(std::move(detail));
  co_return attempt;
}

/// By the Content-Type, whatever parameters follow.
ReplyForm declared_form(const net::HttpResponse& response) {
  std::string type = response.header("Content-Type").value_or("");
  std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto is = [&](std::string_view name) {
    return type.starts_with(name) &&
           (type.size() == name.size() || type[name.size()] == ';' || type[name.size()] == ' ');
  };
  return is("text/event-stream")  ? ReplyForm::events
         : is("application/json") ? ReplyForm::json
                                  : ReplyForm::unknown;
}

bool is_compressed(const net::HttpResponse& response) {
  std::string coding = response.header("Content-Encoding").value_or("identity");
  std::ranges::transform(coding, coding.begin(), [](unsigned char c) { return std::tolower(c); });
  return !coding.empty() && coding != "identity";
}

Error compressed() {
  return wrong_answer(
      "the reply is compressed, though Accept-Encoding says identity: a proxy between may do that");
}

/// Reads a reply into the sink.
class Reading {
 public:
  Reading(net::HttpResponse& response, TokenSink& sink, const CallLimits& limits)
      : response_(response), decoder_(declared_form(response)), sink_(sink), limits_(limits) {}

  Task<Attempt> run() {
    while (!decoder_.done()) {
      const auto bytes = co_await response_.read();
      if (!bytes) co_return told(failed(bytes.error()));
      const bool ended = bytes->empty();
      if (std::exchange(is_first_, false) && bytes->starts_with(gzip_mark)) {
        co_return told({.error = compressed()});
      }
      const std::string text = ended ? decoder_.finish() : decoder_.feed(*bytes);
      output_.add(text);
      if (!text.empty() && co_await sink_.text(text) == TokenSink::Flow::enough) {
        if (limits_.client_gone.stop_requested()) co_return told({.error = client_left()});
        co_return co_await end();
      }
      if (decoder_.fault()) co_return told({.error = decoder_.fault()});
      if (ended) break;
    }
    co_await response_.finish(last_bytes_limit);
    Attempt attempt = co_await end();
    attempt.came_whole = true;
    attempt.stopped = decoder_.stopped();
    co_return attempt;
  }

 private:
  Task<Attempt> end() {
    co_await sink_.end();
    if (!sink_.has_answer()) co_return told({.error = wrong_answer("the model's answer is empty")});
    co_return told({});
  }

  [[nodiscard]] Attempt told(Attempt attempt) const {
    attempt.spent = attempt.sent = true;
    attempt.filtered = decoder_.filtered();
    attempt.usage = decoder_.usage();
    attempt.output_estimate = output_.tokens() + decoder_.reasoning_tokens();
    return attempt;
  }

  net::HttpResponse& response_;
  ReplyDecoder decoder_;
  TokenSink& sink_;
  const CallLimits& limits_;
  TokenEstimate output_;
  bool is_first_ = true;
};

/// Sends the request; what it took is gone before the answer is read. An Attempt: there is none.
Task<std::variant<std::unique_ptr<net::HttpResponse>, Attempt>> ask(net::HttpsClient& client,
                                                                    const ChatEndpoint& endpoint,
                                                                    const std::string& body,
                                                                    const CallLimits& limits) {
  net::HttpRequest request{.method = "POST",
                           .target = endpoint.url.path,
                           .headers = {{"Host", endpoint.url.authority()},
                                       {"Content-Type", "application/json"},
                                       {"Accept", "text/event-stream, application/json"}},
                           .body = body};
  request.headers.insert(request.headers.end(), endpoint.headers.begin(), endpoint.headers.end());
  if (const auto proven = co_await endpoint.authorize(request, limits); !proven) {
    co_return Attempt{.error = unavailable(proven.error().detail, usual_wait)};
  }
  // Not among what is signed: proxies change it.
  request.headers.emplace_back("Accept-Encoding", "identity");
  auto response = co_await client.send(endpoint.url, request,
                                       {.connect = endpoint.times.connect,
                                        .first_byte = endpoint.times.first_byte,
                                        .between_bytes = endpoint.times.between_bytes,
                                        .body_bytes = most_stream_bytes,
                                        .call = limits,
                                        .resend = false});
  if (!response) co_return failed(response.error());
  co_return std::move(*response);
}

}  // namespace

Task<Attempt> attempt_completion(net::HttpsClient& client, const ChatEndpoint& endpoint,
                                 const std::string& body, TokenSink& sink, const CallLimits& limits,
                                 const Clock& clock) {
  const auto asked = co_await ask(client, endpoint, body, limits);
  if (const auto* attempt = std::get_if<Attempt>(&asked)) co_return *attempt;
  net::HttpResponse& response = *std::get<std::unique_ptr<net::HttpResponse>>(asked);
  constexpr int ok = 200;
  if (response.status() != ok) co_return co_await refused(response, clock);
  if (is_compressed(response)) {
    co_return Attempt{.error = compressed(), .spent = true, .sent = true};
  }
  co_return co_await Reading(response, sink, limits).run();
}

}  // namespace mta::models
