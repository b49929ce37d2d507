#include "http/session_endpoint.h"

namespace mta::http {
namespace {

constexpr std::chrono::seconds try_again{5};

Error not_erased() {
  return {.kind = ErrorKind::store_failed,
          .message = "The conversation could not be erased. Please try again.",
          .retry_after = try_again};
}

Error not_a_session() {
  return {.kind = ErrorKind::not_found, .message = "There is nothing at this path"};
}

Task<Result<Response>> erase(const SessionParts& parts, Exchange& exchange) {
  const std::string id = exchange.route().parameter(exchange.request().path);
  if (id.contains('/')) co_return std::unexpected(not_a_session());
  if (!SessionIds::is_valid(id)) co_return Response{.status = 204};
  const Result<Erased> erased =
      co_await parts.erasure.session(parts.sessions.open(id, exchange.visitor()));
  if (erased) co_return Response{.status = 204};
  parts.metrics.add(Counter::store_errors);
  parts.log.write(LogLevel::error, "a conversation could not be erased",
                  {{"request_id", std::string_view(exchange.id())},
                   {"cause", std::string_view(erased.error().detail)}});
  co_return std::unexpected(not_erased());
}

}  // namespace

CountedHandler erase_session(const SessionParts& parts) {
  return [parts](Exchange& exchange, Body, Counted) { return erase(parts, exchange); };
}

}  // namespace mta::http
