#include "http/protocol.h"
#include "http/steps.h"

namespace mta::http {
namespace {

Error no_such_answer() {
  return {.kind = ErrorKind::not_found, .message = "This conversation has no such answer"};
}

}  // namespace

CountedHandler feedback_endpoint(ChatService& chat, const Protocol& protocol) {
  return [&chat, &protocol](Exchange& exchange, Body body, Counted) -> Task<Result<Response>> {
    Result<FeedbackRequest> given = protocol.decode_feedback(body.text());
    if (!given) co_return std::unexpected(std::move(given.error()));
    given->visitor = exchange.visitor();
    const Result<bool> kept = co_await chat.rate(std::move(*given));
    if (!kept) co_return std::unexpected(kept.error());
    if (!*kept) co_return std::unexpected(no_such_answer());
    co_return Response{.status = 204};
  };
}

}  // namespace mta::http
