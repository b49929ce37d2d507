#include "http/admin.h"

#include "http/middlewares.h"
#include "http/router.h"

namespace mta::http {

Handler make_admin_handler(Random& random, Log& log, std::function<std::string()> exposition,
                           std::vector<std::string> hosts) {
  const Handler metrics = [exposition = std::move(exposition)](Request&) -> Task<Response> {
    Response response{.status = 200, .body = exposition()};
    response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    co_return response;
  };
  return chain({finish_heads(), request_id(random), error_boundary(log),
                require_known_host(std::move(hosts))},
               make_router({{"/metrics", {{"GET", metrics}}}}));
}

}  // namespace mta::http
