#include "http/answer_errors.h"

#include <exception>

#include "http/error_table.h"

namespace mta::http {
namespace {

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

}  // namespace

Task<Response> answer_errors(Exchange& exchange, const Handler& handler, Log& log) {
  try {
    Result<Response> response = co_await handler(exchange);
    co_return response ? std::move(*response) : written(exchange, response.error());
  } catch (const std::exception& error) {
    co_return unexpected(exchange, log, error.what());
  } catch (...) {
    co_return unexpected(exchange, log, "an exception of an unknown type");
  }
}

}  // namespace mta::http
