#pragma once

#include "core/chat_service.h"
#include "http/message.h"

/// Answers as the AI SDK's UI message stream, version 1
/// (https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol).
namespace mta::http {

/// True where the front door can stream and `Accept` lists `text/event-stream`.
bool wants_events(const Request& request);

/// Writes an answer's events to Request::stream; the head goes out with the first text. One a
/// request.
class EventStreamSink final : public AnswerSink {
 public:
  explicit EventStreamSink(Request& request) : request_(request) {}

  Task<bool> begin(const AnswerHead& head) override;
  Task<bool> text(std::string_view piece) override;
  [[nodiscard]] bool shows_at_once() const override { return true; }

  [[nodiscard]] bool started() const { return request_.facts.stream_started; }
  /// Ends a whole answer.
  Task<void> finish();
  /// Ends one that broke off, right behind its last text.
  Task<void> fail(std::string_view message);

 private:
  Request& request_;
  std::string pending_;  // goes out with the next text
};

}  // namespace mta::http
