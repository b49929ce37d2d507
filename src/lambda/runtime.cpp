#include "lambda/runtime.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "base/address_block.h"
#include "http/body.h"
#include "lambda/event.h"

namespace mta::lambda {
namespace {

using std::chrono::seconds;

/// What is left of the deadline when a model call has to end: time to save and to answer.
constexpr seconds time_to_answer{4};

/// The body is there already.
class EventBody final : public http::BodySource {
 public:
  explicit EventBody(std::optional<std::string> body) : body_(std::move(body)) {}

  [[nodiscard]] std::optional<std::uint64_t> announced_size() const override {
    return body_ ? body_->size() : 0;
  }
  Task<Result<std::string>> read() override {
    if (!body_) {
      co_return std::unexpected(Error{.kind = ErrorKind::bad_request,
                                      .message = "The body is not the base64 it is said to be"});
    }
    co_return std::move(*body_);
  }

 private:
  std::optional<std::string> body_;
};

/// A stream that becomes one body.
class Collected final : public http::ResponseStream {
 public:
  void start(const http::Response& head) override { response_ = head; }
  Task<bool> write(std::string piece) override {
    response_.body += piece;
    co_return true;
  }
  http::Response take() { return std::move(response_); }

 private:
  http::Response response_;
};

/// A stream that Lambda passes on as it comes.
class Streamed final : public http::ResponseStream {
 public:
  Streamed(RuntimeApi& api, std::string request_id)
      : api_(api), request_id_(std::move(request_id)) {}

  void start(const http::Response& head) override { pending_ = encode_prelude(head); }

  Task<bool> write(std::string piece) override {
    if (!upload_ && !lost_) {
      upload_ = co_await api_.open_stream(request_id_);
      lost_ = upload_ == nullptr;
    }
    if (lost_) co_return false;
    const auto sent = co_await upload_->write(std::exchange(pending_, {}) + piece);
    lost_ = !sent;
    co_return !lost_;
  }

  Task<void> finish(const std::optional<Error>& fault) {
    if (lost_ || !upload_) co_return;
    co_await api_.close_stream(*upload_, fault ? "Function.ModelStreamError" : "",
                               fault ? fault->message : "");
  }

 private:
  RuntimeApi& api_;
  std::string request_id_;
  std::string pending_;
  std::unique_ptr<net::HttpUpload> upload_;
  bool lost_ = false;
};

/// `_X_AMZN_TRACE_ID`, where tracing libraries look for it. setenv() would keep every value it was
/// ever given.
class TraceVariable {
 public:
  void set(const std::string& trace_id) {
    const std::string text = std::string(name).append(trace_id).substr(0, text_.size() - 1);
    *std::ranges::copy(text, text_.begin()).out = '\0';
    if (std::exchange(placed_, true)) return;
    ::putenv(text_.data());  // NOLINT(concurrency-mt-unsafe): there is one thread
  }

 private:
  static constexpr std::string_view name = "_X_AMZN_TRACE_ID=";
  std::array<char, 1024> text_{};
  bool placed_ = false;
};

class Runtime {
 public:
  Runtime(RuntimeParts parts, ResponseMode mode, TraceVariable& trace)
      : parts_(std::move(parts)), mode_(mode), trace_(trace) {}

  Task<void> run() {
    while (true) {
      const auto invocation = co_await parts_.api.next();
      if (!invocation) {
        parts_.log.write(LogLevel::error, "no further event",
                         {{"cause", std::string_view(invocation.error().detail)}});
        co_return;
      }
      trace_.set(invocation->trace_id);
      co_await answer_or_fail(*invocation);
      cold_ = false;
    }
  }

 private:
  /// The pipeline answers its own faults; this is for one that it could not.
  Task<void> answer_or_fail(const Invocation& invocation) {
    bool failed = false;
    try {
      co_await answer(invocation);
    } catch (const std::exception& error) {
      parts_.log.write(LogLevel::error, "request failed", {{"cause", error.what()}});
      failed = true;
    }
    if (failed) {
      co_await parts_.api.fail(invocation.request_id, "Function.RequestFailed",
                               "The request could not be answered");
    }
  }

  Task<void> answer(const Invocation& invocation) {
    Event event = decode_event(invocation.event);
    if (auto* request = std::get_if<HttpEvent>(&event)) {
      if (cold_) parts_.on_cold_start();
      co_await answer(invocation, std::move(*request));
    } else if (const auto* unsupported = std::get_if<UnsupportedEvent>(&event)) {
      parts_.log.write(LogLevel::error, "unsupported event",
                       {{"function_request_id", std::string_view(invocation.request_id)}});
      co_await parts_.api.fail(invocation.request_id, "Function.UnsupportedEvent",
                               unsupported->message);
    } else {
      http::Response warm{.status = 200, .body = R"({"status":"warm"})"};
      warm.headers.add("Content-Type", "application/json; charset=utf-8");
      co_await send(invocation, std::move(warm), PayloadFormat::v2);
    }
  }

  Task<void> answer(const Invocation& invocation, HttpEvent event) {
    const PayloadFormat format = event.format;
    EventBody body(std::move(event.body));
    Collected collected;
    Streamed streamed(parts_.api, invocation.request_id);
    http::Request request = request_of(invocation, event);
    request.body = &body;
    if (mode_ == ResponseMode::streaming) {
      request.stream = &streamed;
    } else {
      request.stream = &collected;
    }
    http::Response response = co_await parts_.handler(request);
    parts_.before_answer();
    if (!response.streamed) {
      co_await send(invocation, std::move(response), format);
    } else if (mode_ == ResponseMode::streaming) {
      co_await streamed.finish(response.broken_off);
    } else {
      co_await parts_.api.respond(invocation.request_id, encode_answer(collected.take(), format));
    }
  }

  [[nodiscard]] http::Request request_of(const Invocation& invocation, HttpEvent& event) const {
    http::Request request;
    request.method = std::move(event.method);
    request.path = std::move(event.path);
    request.headers = std::move(event.headers);
    if (const auto peer = parse_address(event.source_ip)) request.peer = *peer;
    const auto left = invocation.deadline - parts_.clock.now() - time_to_answer;
    request.limits.deadline = parts_.clock.steady_now() + left;
    request.invocation = http::InvocationFacts{.function_request_id = invocation.request_id,
                                               .api_request_id = std::move(event.api_request_id),
                                               .xray_trace_id = invocation.trace_id,
                                               .cold_start = cold_};
    return request;
  }

  Task<void> send(const Invocation& invocation, http::Response response, PayloadFormat format) {
    if (mode_ == ResponseMode::buffered) {
      co_await parts_.api.respond(invocation.request_id, encode_answer(response, format));
      co_return;
    }
    Streamed whole(parts_.api, invocation.request_id);
    whole.start(response);
    co_await whole.write(std::move(response.body));
    co_await whole.finish(std::nullopt);
  }

  RuntimeParts parts_;
  ResponseMode mode_;
  TraceVariable& trace_;
  bool cold_ = true;
};

}  // namespace

Task<void> run_runtime(RuntimeParts parts, ResponseMode mode) {
  static TraceVariable trace;  // the environment points into it until the process ends
  Runtime runtime(std::move(parts), mode, trace);
  co_await runtime.run();
}

}  // namespace mta::lambda
