#include "http/body.h"
#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {

Error body_too_large() {
  return {
      .kind = ErrorKind::request_too_large,
      .message = "The request body must be at most " + std::to_string(max_body_bytes) + " bytes"};
}

Middleware refuse_announced_size() {
  return [](Request& request, const Handler& next) -> Task<Response> {
    if (request.body->announced_size().value_or(0) > max_body_bytes) {
      Response response = error_response(request, body_too_large());
      response.close = true;
      co_return response;
    }
    co_return co_await next(request);
  };
}

Middleware read_body() {
  return [](Request& request, const Handler& next) -> Task<Response> {
    Result<std::string> body = co_await request.body->read();
    if (!body) {
      // Neither counted nor answered. One that proves too large has taken its part.
      if (body.error().kind != ErrorKind::request_too_large) request.give_back_throttle_token();
      // What is left of the body on the connection cannot be told from the next request.
      Response response = error_response(request, body.error());
      response.close = true;
      co_return response;
    }
    request.content = std::move(*body);
    co_return co_await next(request);
  };
}

}  // namespace mta::http
