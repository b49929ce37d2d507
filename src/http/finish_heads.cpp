#include "http/middlewares.h"

namespace mta::http {

Middleware finish_heads() {
  return [](Request& request, const Handler& next) -> Task<Response> {
    Response response = co_await next(request);
    if (!response.streamed) complete_head(request, response);
    co_return response;
  };
}

}  // namespace mta::http
