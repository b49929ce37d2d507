#include "http/admin.h"

#include "http/answer_errors.h"
#include "http/request_id.h"
#include "http/router.h"
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
  const auto router = std::make_shared<const Router>(
      std::vector<Route>{
          {.path = "/metrics",
           .methods = {{.name = "GET", .handler = metrics}, {.name = "HEAD", .handler = metrics}},
           .protocol = parts.protocol}},
      Route{.protocol = parts.protocol});
  const Handler answer = chain(require_known_host(parts.hosts), Handler(&Router::dispatch));
  return [&random = parts.random, &log = parts.log, router,
          answer](Request& request) -> Task<Response> {
    Exchange exchange(request, router->find(request.path), request_id_of(request, random), {});
    Response response = co_await answer_errors(exchange, answer, log);
    complete_head(exchange, response);
    co_return response;
  };
}

}  // namespace mta::http
