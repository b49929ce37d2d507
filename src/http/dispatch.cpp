#include "http/dispatch.h"

#include <exception>

#include "http/error_table.h"

namespace mta::http {
namespace {

Error no_handler(const Route& route) {
  if (route.path.empty()) {
    return {.kind = ErrorKind::not_found, .message = "There is nothing at this path"};
  }
  return {.kind = ErrorKind::method_not_allowed, .message = "This path takes " + route.allow()};
}

Response written(Exchange& exchange, const Error& error) {
  exchange.limited = error.kind == ErrorKind::throttled || error.kind == ErrorKind::rate_limited;
  Response response = exchange.route().protocol.error(error, exchange.id());
  response.close = closes_connection(error.kind);
  return response;
}

Response unexpected(Exchange& exchange, Log& log, std::string_view cause) {
  log.write(LogLevel::error, "request failed",
            {{"request_id", std::string_view(exchange.id())}, {"cause", cause}});
  Error error{.kind = ErrorKind::internal, .message = "An unexpected error occurred"};
  if (!exchange.stream_started()) return written(exchange, error);
  // Half an answer has gone out: all that is left to say is that it is not a whole one.
  return {.status = 200, .close = true, .streamed = true, .broken_off = std::move(error)};
}

Task<Response> answer_or_error(Exchange& exchange, const Handler& handler, Log& log) {
  try {
    Result<Response> response = co_await handler(exchange);
    co_return response ? std::move(*response) : written(exchange, response.error());
  } catch (const std::exception& error) {
    co_return unexpected(exchange, log, error.what());
  } catch (...) {
    co_return unexpected(exchange, log, "an exception of an unknown type");
  }
}

}  // namespace

Task<Result<Response>> by_method(Exchange& exchange) {
  // What is not HTTP, a full or a draining server: these come this far so that the id, the error
  // body, the CORS headers and the access line cannot be forgotten for them.
  if (const auto& fault = exchange.request().transport_fault) return failed(*fault);
  const Route& route = exchange.route();
  const Method* method = route.find(exchange.request().method);
  return method != nullptr ? method->handler(exchange) : failed(no_handler(route));
}

Task<Response> answer(Exchange& exchange, const Handler& handler, Log& log) {
  Response response = co_await answer_or_error(exchange, handler, log);
  if (!response.streamed) complete_head(exchange, response);
  co_return response;
}

}  // namespace mta::http
