#pragma once

#include <memory>
#include <string_view>

#include "chat/chat_service.h"
#include "http/exchange.h"

namespace mta::http {

/// What the clients of a route speak. Immutable; one for all requests.
class Protocol {
 public:
  virtual ~Protocol() = default;
  /// A body's question; ChatRequest::visitor, delivery and limits are left as they are. Errors: one
  /// of the chat request's own.
  [[nodiscard]] virtual Result<ChatRequest> decode(std::string_view body,
                                                   const Request& request) const = 0;
  /// What is said of an answer; FeedbackRequest::visitor is left as it is. Errors: invalid_json,
  /// invalid_session_id, invalid_feedback.
  [[nodiscard]] virtual Result<FeedbackRequest> decode_feedback(std::string_view body) const = 0;
  /// The request asks for a stream and its transport can send one.
  [[nodiscard]] virtual bool wants_stream(const Request& request) const = 0;
  /// A whole answer.
  [[nodiscard]] virtual Response whole(const AnswerHead& head, std::string_view text) const = 0;
  /// Writes a streamed answer. The response's head goes out with the first text; of an answer that
  /// fails before it nothing is written. One a request; `exchange` must outlive it.
  [[nodiscard]] virtual std::unique_ptr<ReplySink> stream(Exchange& exchange,
                                                          AnswerHead head) const = 0;
  /// A failure, told as this protocol tells it.
  [[nodiscard]] virtual Response error(const Error& error, std::string_view request_id) const = 0;
};

}  // namespace mta::http
