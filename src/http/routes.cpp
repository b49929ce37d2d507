#include "http/routes.h"

#include "http/lead_endpoint.h"
#include "http/page.h"
#include "http/session_endpoint.h"
#include "http/static_file.h"
#include "http/steps.h"

namespace mta::http {
namespace {

/// A request with a body that is counted for its visitor, and answered once for each key.
Handler counted_post(const PipelineParts& parts, VisitorLimit& limit, Replay replay,
                     CountedHandler endpoint) {
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
                            .log = parts.log,
                            .replay = std::move(replay)}),
               visitor_limit(limit),  // counts a bad body too
               std::move(endpoint));
}

/// The same of what may be done twice, and so needs no key.
Handler counted_repeatable(const PipelineParts& parts, VisitorLimit& limit,
                           CountedHandler endpoint) {
  return chain(count_refusals(parts.refusals), require_allowed_origin(), refuse_announced_size(),
               refuse_known_over_limit(limit), stage_throttle(),
               read_body(limit, parts.clock, parts.metrics), visitor_limit(limit),
               std::move(endpoint));
}

Handler post_chat(const PipelineParts& parts, VisitorLimit& limit) {
  return counted_post(parts, limit, replay_chat(parts.sessions), chat_endpoint(parts.chat));
}

Handler post_leads(const PipelineParts& parts, VisitorLimit& limit) {
  if (parts.leads == nullptr) return no_leads;
  return counted_post(parts, limit, replay_lead(parts.leads->protocol),
                      lead_endpoint(*parts.leads));
}

Handler post_feedback(const PipelineParts& parts, VisitorLimit& limit) {
  return counted_repeatable(parts, limit, feedback_endpoint(parts.chat, parts.protocol));
}

/// Its body says nothing.
Handler delete_session(const PipelineParts& parts, VisitorLimit& limit) {
  return counted_repeatable(parts, limit, erase_session(parts.session));
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

/// What pages call, whatever they are served from.
Route public_route(const PipelineParts& parts, const PipelineOptions& options, std::string path,
                   std::vector<Method> methods) {
  methods.push_back({.name = "OPTIONS", .handler = answer_options});
  Route route{.path = std::move(path),
              .methods = std::move(methods),
              .protocol = parts.protocol,
              .throttle = options.throttle.get(),
              .cache_control = "no-store",
              .on_lambda = true};
  route.cors.emplace(
      CorsPolicy{.origins = parts.origins,
                 .methods = route.allow(),
                 .headers = "content-type, x-request-id, idempotency-key, user-agent",
                 .sends_headers = options.cors_headers});
  return route;
}

}  // namespace

std::vector<Route> make_routes(const PipelineParts& parts, const PipelineOptions& options,
                               VisitorLimit& limit) {
  std::vector<Route> routes;
  const auto add = [&](Route route) {
    const bool is_served = options.deployment == Deployment::self_hosted || route.on_lambda;
    if (is_served) routes.push_back(std::move(route));
  };
  add(public_route(parts, options, "/chat",
                   {{.name = "POST", .handler = post_chat(parts, limit)}}));
  // Off, the routes say so to pages elsewhere too.
  add(public_route(parts, options, "/leads",
                   {{.name = "POST", .handler = post_leads(parts, limit)}}));
  add(public_route(parts, options, "/leads/consent",
                   get(parts.leads != nullptr ? consent_endpoint(*parts.leads) : no_leads)));
  add(public_route(parts, options, "/sessions/{session_id}",
                   {{.name = "DELETE", .handler = delete_session(parts, limit)}}));
  add(public_route(parts, options, "/feedback",
                   {{.name = "POST", .handler = post_feedback(parts, limit)}}));
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
    add({.path = file.path,
         .methods = get(static_file(file)),
         .protocol = parts.protocol,
         .on_lambda = true});
  }
  return routes;
}

}  // namespace mta::http
