#include "http/pipeline.h"

#include "http/page.h"
#include "http/router.h"

namespace mta::http {
namespace {

Response plain_json(int status, std::string body) {
  Response response{.status = status, .body = std::move(body)};
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Handler post_chat(const PipelineParts& parts, const PipelineOptions& options) {
  std::vector<Middleware> steps = {
      require_allowed_origin(parts.origins),  // a page elsewhere costs nothing at all
      refuse_announced_size(),                // before a token is spent on it
  };
  if (options.throttle) {
    // before the body, so that a flood is refused unread
    steps.push_back(stage_throttle(options.throttle, parts.clock, parts.metrics));
  }
  steps.push_back(read_body());  // before counting: one that breaks off is no request
  // before counting: one that was answered already is not counted again
  steps.push_back(idempotency(parts.keyed_answers, parts.limiter, parts.clock, parts.random,
                              parts.metrics, parts.log));
  steps.push_back(visitor_limit(parts.limiter, parts.clock));  // counts a bad body too
  return chain(steps, chat_endpoint(parts.chat, options.chat_rules));
}

Handler options_chat() {
  return [](Request& request) -> Task<Response> {
    Response response{.status = 204};
    if (!is_preflight(request)) response.headers.add("Allow", "POST, OPTIONS");
    co_return response;
  };
}

Handler health() {
  return [](Request&) -> Task<Response> { co_return plain_json(200, R"({"status":"ok"})"); };
}

std::string ready_body(const std::vector<std::string>& degraded) {
  std::string names;
  for (const std::string& name : degraded) names += (names.empty() ? "\"" : ",\"") + name + "\"";
  return names.empty() ? R"({"status":"ready"})"
                       : R"({"status":"ready","degraded":[)" + names + "]}";
}

Handler readiness(std::function<bool()> ready, std::function<std::vector<std::string>()> degraded) {
  return [ready = std::move(ready), degraded = std::move(degraded)](Request&) -> Task<Response> {
    if (!ready()) co_return plain_json(503, R"({"status":"not ready"})");
    co_return plain_json(200, ready_body(degraded ? degraded() : std::vector<std::string>{}));
  };
}

}  // namespace

Handler make_pipeline(const PipelineParts& parts, PipelineOptions options) {
  std::map<std::string, Methods, std::less<>> routes;
  routes[std::string(chat_path)] = {{"POST", post_chat(parts, options)},
                                    {"OPTIONS", options_chat()}};
  if (options.ready) {
    routes["/"] = {{"GET", page_endpoint()}};
    routes["/healthz"] = {{"GET", health()}};
    routes["/readyz"] = {{"GET", readiness(options.ready, options.degraded)}};
  }
  std::vector<Middleware> steps = {
      finish_heads(),            // outermost: whatever answers
      request_id(parts.random),  // first: everything below names the request by it
  };
  if (options.ready) {
    // the gateway in front of a Lambda says by itself who asks
    steps.push_back(warn_of_unread_proxies(options.trusted_proxies, parts.log));
  }
  const std::vector<Middleware> rest = {
      identify_visitor(parts.sessions,
                       std::move(options.trusted_proxies)),  // for log and limits
      access_log(parts.clock, parts.log, parts.metrics,
                 std::move(options.access_lines)),        // sees the final answer of every request
      chat_headers(parts.origins, options.cors_headers),  // outside the boundary: on errors too
      error_boundary(parts.log),                          // nothing below can end without an answer
  };
  steps.insert(steps.end(), rest.begin(), rest.end());
  return chain(steps, make_router(std::move(routes)));
}

}  // namespace mta::http
