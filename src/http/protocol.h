#pragma once

#include <memory>
#include <string_view>

#include "core/chat_service.h"
#include "http/exchange.h"

namespace mta::http {

/// Writes a streamed answer's events; the head goes out with the first text. One a request.
class EventWriter : public AnswerSink {
 public:
  /// Ends a whole answer.
  virtual Task<void> finish() = 0;
  /// Ends one that broke off, right behind its last text.
  virtual Task<void> fail(std::string_view message) = 0;
};

/// What the clients of a route speak. Immutable; one for all requests.
class Protocol {
 public:
  virtual ~Protocol() = default;
  /// A body's question; ChatRequest::visitor and limits are left empty. Errors: one of the chat
  /// request's own.
  [[nodiscard]] virtual Result<ChatRequest> decode(std::string_view body,
                                                   const Request& request) const = 0;
  /// The request asks for a stream and its transport can send one.
  [[nodiscard]] virtual bool wants_stream(const Request& request) const = 0;
  /// A whole answer.
  [[nodiscard]] virtual Response whole(const KeptAnswer& answer) const = 0;
  /// The writer of a streamed answer; `exchange` must outlive it.
  [[nodiscard]] virtual std::unique_ptr<EventWriter> stream(Exchange& exchange) const = 0;
  /// A failure, told as this protocol tells it.
  [[nodiscard]] virtual Response error(const Error& error, std::string_view request_id) const = 0;
};

}  // namespace mta::http
