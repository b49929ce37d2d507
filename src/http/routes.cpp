#include "http/routes.h"

#include "http/page.h"
#include "http/static_file.h"
#include "http/steps.h"

namespace mta::http {
namespace {

Handler post_chat(const PipelineParts& parts, VisitorLimit& limit) {
  return chain(count_refusals(parts.refusals),  // of all the steps behind it
               require_allowed_origin(),        // a page elsewhere costs nothing at all
               refuse_announced_size(),         // before anything is spent on it
               refuse_known_over_limit(limit),  // takes nothing that others need
               stage_throttle(),                // before the body: a flood is refused unread
               read_body(limit, parts.clock, parts.metrics),
               // before counting: one that was answered already is not counted again
               idempotency({.answers = parts.keyed_answers,
                            .limit = limit,
                            .repeats = parts.repeats,
                            .sessions = parts.sessions,
                            .clock = parts.clock,
                            .random = parts.random,
                            .metrics = parts.metrics,
                            .log = parts.log}),
               visitor_limit(limit),  // counts a bad body too
               chat_endpoint(parts.chat));
}

Handler post_feedback(const PipelineParts& parts, VisitorLimit& limit) {
  return chain(require_allowed_origin(), refuse_announced_size(), refuse_known_over_limit(limit),
               stage_throttle(), read_body(limit, parts.clock, parts.metrics), visitor_limit(limit),
               feedback_endpoint(parts.chat));
}

Task<Result<Response>> answer_options(Exchange& exchange) {
  Response response{.status = 204};
  if (!is_preflight(exchange.request())) response.headers.add("Allow", exchange.route().allow());
  co_return response;
}

Response json(int status, std::string body) {
  Response response{.status = status, .body = std::move(body)};
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  return response;
}

Task<Result<Response>> health(Exchange&) { co_return json(200, R"({"status":"ok"})"); }

std::string ready_body(const std::vector<std::string>& degraded) {
  std::string names;
  for (const std::string& name : degraded) names += (names.empty() ? "\"" : ",\"") + name + "\"";
  return names.empty() ? R"({"status":"ready"})"
                       : R"({"status":"ready","degraded":[)" + names + "]}";
}

Handler readiness(const PipelineOptions& options) {
  return [ready = options.ready, degraded = options.degraded](Exchange&) -> Task<Result<Response>> {
    if (!ready()) co_return json(503, R"({"status":"not ready"})");
    co_return json(200, ready_body(degraded()));
  };
}

/// HEAD is answered as GET; its body is the transport's to leave out.
std::vector<Method> get(const Handler& handler) {
  return {{.name = "GET", .handler = handler}, {.name = "HEAD", .handler = handler}};
}

Route chat_route(const PipelineParts& parts, const PipelineOptions& options, VisitorLimit& limit) {
  return {.path = "/chat",
          .methods = {{.name = "POST", .handler = post_chat(parts, limit)},
                      {.name = "OPTIONS", .handler = answer_options}},
          .protocol = parts.protocol,
          .cors = CorsPolicy{.origins = parts.origins,
                             .methods = "POST, OPTIONS",
                             .headers = "content-type, x-request-id, idempotency-key, user-agent",
                             .sends_headers = options.cors_headers},
          .throttle = options.throttle.get(),
          .cache_control = "no-store",
          .on_lambda = true};
}

Route feedback_route(const PipelineParts& parts, const PipelineOptions& options,
                     VisitorLimit& limit) {
  return {.path = "/feedback",
          .methods = {{.name = "POST", .handler = post_feedback(parts, limit)},
                      {.name = "OPTIONS", .handler = answer_options}},
          .protocol = parts.protocol,
          .cors = CorsPolicy{.origins = parts.origins,
                             .methods = "POST, OPTIONS",
                             .headers = "content-type, x-request-id, user-agent",
                             .sends_headers = options.cors_headers},
          .throttle = options.throttle.get(),
          .cache_control = "no-store"};
}

}  // namespace

std::vector<Route> make_routes(const PipelineParts& parts, const PipelineOptions& options,
                               VisitorLimit& limit) {
  std::vector<Route> routes;
  const auto add = [&](Route route) {
    const bool is_served = options.deployment == Deployment::self_hosted || route.on_lambda;
    if (is_served) routes.push_back(std::move(route));
  };
  add(chat_route(parts, options, limit));
  add(feedback_route(parts, options, limit));
  add({.path = "/",
       .methods = get(page_endpoint(options.page)),
       .protocol = parts.protocol,
       .cache_control = "no-cache"});
  add({.path = "/healthz",
       .methods = get(health),
       .protocol = parts.protocol,
       .cache_control = "no-store"});
  add({.path = "/readyz",
       .methods = get(readiness(options)),
       .protocol = parts.protocol,
       .cache_control = "no-store"});
  for (const StaticFile& file : options.files) {
    add({.path = file.path, .methods = get(static_file(file)), .protocol = parts.protocol});
  }
  return routes;
}

}  // namespace mta::http
