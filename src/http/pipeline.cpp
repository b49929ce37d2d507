#include "http/pipeline.h"

#include "http/access_log.h"
#include "http/dispatch.h"
#include "http/proxy_warnings.h"
#include "http/request_id.h"
#include "http/routes.h"
#include "http/visitor_address.h"

namespace mta::http {
namespace {

class Pipeline {
 public:
  Pipeline(const PipelineParts& parts, PipelineOptions options)
      : parts_(parts),
        options_(std::move(options)),
        limit_(parts.limiter, parts.clock),
        routes_(make_routes(parts_, options_, limit_), {.protocol = parts.protocol}),
        proxies_(options_.trusted_proxies, parts.log),
        access_log_(parts.log, parts.metrics, options_.access_lines) {}

  /// A step of its own is what a route needs; here is what every request needs, in this order.
  Task<Response> handle(Request& request) {
    const SteadyTime started = parts_.clock.steady_now();
    // First: the route says how all else is answered, the id names it, limits need to know whose.
    Exchange exchange(request, routes_.find(request.path), request_id_of(request, parts_.random),
                      visitor_of(request));
    // A Lambda's gateway names the client by itself, without such headers.
    if (options_.deployment == Deployment::self_hosted) proxies_.look_at(request);
    Response response = co_await answer(exchange, by_method_, parts_.log);
    // Last: it sees the final answer of every request.
    access_log_.record(exchange, response.status, started, parts_.clock.steady_now());
    co_return response;
  }

 private:
  [[nodiscard]] Visitor visitor_of(const Request& request) const {
    return parts_.sessions.identify(visitor_unit(request, options_.trusted_proxies));
  }

  const PipelineParts parts_;
  const PipelineOptions options_;
  VisitorLimit limit_;
  const Routes routes_;
  ProxyWarnings proxies_;
  AccessLog access_log_;
  const Handler by_method_ = by_method;
};

}  // namespace

RequestHandler make_pipeline(const PipelineParts& parts, PipelineOptions options) {
  auto pipeline = std::make_shared<Pipeline>(parts, std::move(options));
  return [pipeline = std::move(pipeline)](Request& request) { return pipeline->handle(request); };
}

}  // namespace mta::http
