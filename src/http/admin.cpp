#include "http/admin.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/dispatch.h"
#include "http/request_id.h"
#include "http/steps.h"

namespace mta::http {
namespace {

namespace json = boost::json;

Handler metrics_endpoint(std::function<std::string()> exposition) {
  return [exposition = std::move(exposition)](Exchange&) -> Task<Result<Response>> {
    Response response{.status = 200, .body = exposition()};
    response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    co_return response;
  };
}

Response reload_response(const Reloaded& reloaded) {
  constexpr int done = 200;
  constexpr int refused = 422;
  json::object body;
  if (reloaded.problems.empty()) {
    body = {{"changed", reloaded.is_changed}, {"version", reloaded.version}};
  } else {
    body["problems"] = json::array(reloaded.problems.begin(), reloaded.problems.end());
  }
  Response response{.status = reloaded.problems.empty() ? done : refused,
                    .body = json::serialize(body)};
  response.headers.add("Content-Type", "application/json");
  return response;
}

/// A page elsewhere can have a browser on this machine send a POST; it then names its origin.
Handler reload_endpoint(std::function<Reloaded()> reload) {
  return [reload = std::move(reload)](Exchange& exchange) -> Task<Result<Response>> {
    if (exchange.request().headers.get("Origin")) {
      co_return std::unexpected(Error{.kind = ErrorKind::origin_not_allowed,
                                      .message = "No page may have the knowledge read anew."});
    }
    co_return reload_response(reload());
  };
}

}  // namespace

RequestHandler make_admin_handler(const AdminParts& parts) {
  const Handler metrics = metrics_endpoint(parts.exposition);
  const auto routes = std::make_shared<const Routes>(
      std::vector<Route>{
          {.path = "/metrics",
           .methods = {{.name = "GET", .handler = metrics}, {.name = "HEAD", .handler = metrics}},
           .protocol = parts.protocol},
          {.path = "/reload",
           .methods = {{.name = "POST", .handler = reload_endpoint(parts.reload)}},
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
