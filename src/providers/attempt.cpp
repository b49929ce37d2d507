#include "providers/attempt.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/retry_after.h"
#include "chat/model_error.h"
#include "chat/tokens.h"
#include "chat/visible_text.h"
#include "providers/retry.h"

namespace mta::providers {
namespace {

using std::chrono::seconds;

constexpr seconds usual_wait{5};
// A stream has far more bytes than its text; this only bounds one that never ends.
constexpr std::size_t most_stream_bytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t most_refusal_bytes = std::size_t{1024} * 1024;
constexpr std::chrono::milliseconds last_bytes_limit{100};
constexpr char gzip_mark = '\x1f';  // its first byte, which no text has; some do not declare it

Error error_of(const net::HttpError& fault) {
  switch (fault.fault) {
    case net::HttpFault::connect_failed:
      return model_unavailable(fault.detail, usual_wait);
    case net::HttpFault::connect_timeout:
    case net::HttpFault::timeout:
      return timed_out(fault.detail);
    case net::HttpFault::client_left:
      return client_left();
    case net::HttpFault::cut:
    case net::HttpFault::malformed:
    case net::HttpFault::too_large:
      break;
  }
  return wrong_answer(fault.detail);
}

Attempt failed(const net::HttpError& fault) {
  return {.fate = fault.sent ? Fate::unknown : Fate::not_sent,
          .error = error_of(fault),
          .on_kept_connection = fault.kept_connection};
}

/// Statuses other than 200.
Task<Attempt> refused(net::HttpResponse& response, const AttemptParts& parts) {
  constexpr int request_timeout = 408;
  constexpr int too_many_requests = 429;
  constexpr int service_unavailable = 503;
  constexpr int server_errors = 500;
  const int status = response.status();
  const auto body = co_await response.read_all(most_refusal_bytes);
  std::string detail = "the provider answered " + std::to_string(status);
  if (body) detail += parts.wire.describe_refusal(status, *body);
  const auto wish = retry_after(response.header("Retry-After").value_or(""), parts.clock.now(),
                                longest_retry_after);
  const bool for_now =
      status == request_timeout || status == too_many_requests || status >= server_errors;
  co_return Attempt{.fate = for_now ? Fate::refused : Fate::rejected,
                    .error = status == too_many_requests || status == service_unavailable
                                 ? model_unavailable(std::move(detail), wish.value_or(usual_wait))
                                 : wrong_answer(std::move(detail)),
                    .retry_after = wish};
}

bool is_compressed(const net::HttpResponse& response) {
  const std::string coding = lower_ascii(response.header("Content-Encoding").value_or("identity"));
  return !coding.empty() && coding != "identity";
}

Error compressed() {
  return wrong_answer(
      "the reply is compressed, though Accept-Encoding says identity: a proxy between may do that");
}

/// Reads a reply into the sink.
class Reading {
 public:
  Reading(net::HttpResponse& response, const Wire& wire, ReplySink& sink)
      : response_(response),
        decoder_(wire.make_decoder(response.header("Content-Type").value_or(""))),
        sink_(sink) {}

  Task<Attempt> run() {
    while (!decoder_->done()) {
      const auto bytes = co_await response_.read();
      if (!bytes) co_return unfinished(error_of(bytes.error()));
      if (std::exchange(is_first_, false) && bytes->starts_with(gzip_mark)) {
        co_return unfinished(compressed());
      }
      if (!co_await say(decoded(*bytes))) co_return unfinished(client_left());
      if (visible_.full()) co_return unfinished({});
      if (decoder_->fault()) co_return unfinished(decoder_->fault());
      if (bytes->empty()) break;
    }
    co_await response_.finish(last_bytes_limit);
    if (!co_await say(visible_.finish())) co_return unfinished(client_left());
    if (visible_.has_answer()) co_return told(Fate::complete, {});
    co_return told(Fate::complete, wrong_answer("the model's answer is empty"));
  }

 private:
  /// What the visitor may read of the next bytes; none of them: the body has ended.
  std::string decoded(std::string_view bytes) {
    const std::string text = bytes.empty() ? decoder_->finish() : decoder_->feed(bytes);
    output_.add(text);
    return visible_.feed(text);
  }

  /// False: nobody reads any more.
  Task<bool> say(std::string text) {
    if (text.empty()) co_return true;
    co_return co_await sink_.put(TextDelta{std::move(text)});
  }

  [[nodiscard]] Attempt unfinished(std::optional<Error> error) const {
    return told(Fate::unknown, std::move(error));
  }

  [[nodiscard]] Attempt told(Fate fate, std::optional<Error> error) const {
    return {.fate = fate,
            .error = std::move(error),
            .ending = decoder_->ending(),
            .usage = decoder_->usage(),
            .output_estimate = output_.tokens() + decoder_->reasoning_tokens()};
  }

  net::HttpResponse& response_;
  std::unique_ptr<Decoder> decoder_;
  ReplySink& sink_;
  VisibleText visible_;
  TokenEstimate output_;
  bool is_first_ = true;
};

}  // namespace

Task<Attempt> attempt_call(AttemptParts parts, net::HttpRequest request, ReplySink& sink,
                           const CallLimits& limits) {
  // Not among what is signed: proxies change it.
  request.headers.emplace_back("Accept-Encoding", "identity");
  const auto sent = co_await parts.client.send(parts.wire.url(), request,
                                               {.connect = parts.times.connect,
                                                .first_byte = parts.times.first_byte,
                                                .between_bytes = parts.times.between_bytes,
                                                .body_bytes = most_stream_bytes,
                                                .call = limits,
                                                .resend = false});
  if (!sent) co_return failed(sent.error());
  net::HttpResponse& response = **sent;
  constexpr int ok = 200;
  if (response.status() != ok) co_return co_await refused(response, parts);
  if (is_compressed(response)) {
    co_return Attempt{.fate = Fate::unknown, .error = compressed()};
  }
  request = {};  // its text is not needed while the reply is read
  co_return co_await Reading(response, parts.wire, sink).run();
}

}  // namespace mta::providers
