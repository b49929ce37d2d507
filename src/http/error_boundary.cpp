#include <exception>

#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {
namespace {

Response unexpected(Log& log, const Request& request, std::string_view cause) {
  log.write(LogLevel::error, "request failed",
            {{"request_id", std::string_view(request.facts.request_id)}, {"cause", cause}});
  // Half an answer has gone out: all that is left to say is that it is not a whole one.
  if (request.facts.stream_started) return {.status = 200, .close = true, .streamed = true};
  return error_response(request,
                        {.kind = ErrorKind::internal, .message = "An unexpected error occurred"});
}

}  // namespace

Middleware error_boundary(Log& log) {
  return [&log](Request& request, const Handler& next) -> Task<Response> {
    if (request.front_door_fault) {
      Response response = error_response(request, *request.front_door_fault);
      response.close = true;
      co_return response;
    }
    try {
      co_return co_await next(request);
    } catch (const std::exception& error) {
      co_return unexpected(log, request, error.what());
    } catch (...) {
      co_return unexpected(log, request, "an exception of an unknown type");
    }
  };
}

}  // namespace mta::http
