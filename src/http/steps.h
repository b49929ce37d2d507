#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "chat/chat_service.h"
#include "chat/refusals.h"
#include "http/concurrency_limit.h"
#include "http/idempotency.h"
#include "http/route.h"
#include "http/visitor_limit.h"

/// The steps of a route. Each is a function that takes what comes behind it and gives the handler
/// of both. What a step hands on is an argument of the next one's handler, so that steps in a wrong
/// order do not compile. What they refer to must outlive them; they are called from every event
/// loop's thread at once.
namespace mta::http {

/// The whole body; only `read_body` makes one.
class Body {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  friend class BodyReader;
  explicit Body(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Handlers behind the steps: what stands there has been done.
using PermittedHandler = std::function<Task<Result<Response>>(Exchange&, Permit)>;
using BodyHandler = std::function<Task<Result<Response>>(Exchange&, Permit, Body)>;
using CountedHandler = std::function<Task<Result<Response>>(Exchange&, Body, Counted)>;

template <class Next, class Made = Next>
using Step = std::function<Made(Next)>;

template <class Last>
Last chain(Last last) {
  return last;
}
/// The handler of the steps in their order; the last one is a handler itself.
template <class First, class Second, class... Rest>
auto chain(const First& first, const Second& second, const Rest&... rest) {
  return first(chain(second, rest...));
}

/// Looks at the exchange, and lets it through or refuses it.
using Check = std::function<Result<void>(Exchange&)>;
Step<Handler> check(Check passes);

/// Counts what the steps behind it refuse, and writes the counts where that is due.
Step<Handler> count_refusals(Refusals& refusals);

/// 403 for a page that the route's CORS policy does not admit.
Step<Handler> require_allowed_origin();

/// 403 where Host is neither an address nor localhost nor one of `names`: a name of a stranger's
/// that leads here (DNS rebinding) lets his pages read what is answered. No Host (HTTP/1.0) is
/// admitted.
Step<Handler> require_known_host(std::vector<std::string> names);

/// 413 for a body that says it is too large, before it is read.
Step<Handler> refuse_announced_size();

/// 429 for a visitor known to be over the limit. One who sends an idempotency key is let through:
/// that request may be a repeat, which is not counted.
Step<Handler> refuse_known_over_limit(VisitorLimit& limit);

/// 429 where the route's throttle has no token. None is taken yet: while a body is on its way its
/// sender holds nothing that another visitor needs.
Step<PermittedHandler, Handler> stage_throttle();

/// Reads the body, of a visitor at most a few and of all together a bounded number at once. One
/// that is too large, too slow or broken off is counted for its visitor.
Step<BodyHandler, PermittedHandler> read_body(VisitorLimit& limit, const Clock& clock,
                                              Metrics& metrics);

/// A request that carries an `Idempotency-Key` and was answered, or is being answered, is given
/// that answer and goes no further.
Step<BodyHandler> idempotency(const IdempotencyParts& parts);

/// The per-visitor limit.
Step<CountedHandler, BodyHandler> visitor_limit(VisitorLimit& limit);

/// Decodes the body, asks `chat`, writes its answer in the route's protocol.
CountedHandler chat_endpoint(ChatService& chat);

/// Keeps what a visitor says of an answer with the record of its turn. 204; 404 where the
/// conversation has no such answer.
CountedHandler feedback_endpoint(ChatService& chat, const Protocol& protocol);

/// A chat's answer that was given before; `sessions` must outlive it.
Replay replay_chat(const SessionIds& sessions);

}  // namespace mta::http
