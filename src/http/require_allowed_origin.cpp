#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {

Middleware require_allowed_origin(const OriginPolicy& origins) {
  return [&origins](Request& request, const Handler& next) -> Task<Response> {
    if (!origins.admits(request)) {
      co_return error_response(request, {.kind = ErrorKind::origin_not_allowed,
                                         .message = "Pages of this origin may not use the chat"});
    }
    co_return co_await next(request);
  };
}

}  // namespace mta::http
