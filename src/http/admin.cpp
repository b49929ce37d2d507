#include "http/admin.h"

#include "http/dispatch.h"
#include "http/request_id.h"
#include "http/steps.h"

namespace mta::http {
namespace {

Handler metrics_endpoint(std::function<std::string()> exposition) {
  return [exposition = std::move(exposition)](Exchange&) -> Task<Result<Response>> {
    Response response{.status = 200, .body = exposition()};
    response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    co_return response;
  };
}

}  // namespace

RequestHandler make_admin_handler(const AdminParts& parts) {
  const Handler metrics = metrics_endpoint(parts.exposition);
  const auto routes = std::make_shared<const Routes>(
      std::vector<Route>{
          {.path = "/metrics",
           .methods = {{.name = "GET", .handler = metrics}, {.name = "HEAD", .handler = metrics}},
           .protocol = parts.protocol}},
      Route{.protocol = parts.protocol});
  const Handler handler = chain(require_known_host(parts.hosts), Handler(by_method));
  return [&random = parts.random, &log = parts.log, routes,
          handler](Request& request) -> Task<Response> {
    Exchange exchange(request, routes->find(request.path), request_id_of(request, random), {});
    co_return co_await answer(exchange, handler, log);
  };
}

}  // namespace mta::http
