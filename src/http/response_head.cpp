#include "http/route.h"

namespace mta::http {
namespace {

constexpr std::string_view exposed =
    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Window, RateLimit-Policy, RateLimit, "
    "X-Request-Id, Retry-After, x-vercel-ai-ui-message-stream";
constexpr int method_not_allowed = 405;

void add_cors(const CorsPolicy& cors, const Request& request, Headers& headers) {
  const bool any = cors.origins.allows_any();
  if (!any) headers.add("Vary", "Origin");
  const auto origin = request.headers.get("Origin");
  if (!origin || !cors.origins.lists(*origin)) return;
  headers.add("Access-Control-Allow-Origin", any ? "*" : std::string(*origin));
  if (is_preflight(request)) {
    headers.add("Access-Control-Allow-Methods", cors.methods);
    headers.add("Access-Control-Allow-Headers", cors.headers);
    headers.add("Access-Control-Max-Age", "300");
  } else {
    headers.add("Access-Control-Expose-Headers", std::string(exposed));
  }
}

/// IETF draft-ietf-httpapi-ratelimit-headers, and the older names beside it.
void add_rate_limit(const Admission& admission, Headers& headers) {
  const std::string max = std::to_string(admission.limit.max);
  const std::string window = std::to_string(admission.limit.window.count());
  const std::string remaining = std::to_string(admission.remaining);
  headers.add("X-RateLimit-Limit", max);
  headers.add("X-RateLimit-Remaining", remaining);
  headers.add("X-RateLimit-Window", window);
  headers.add("RateLimit-Policy", "\"visitor\";q=" + max + ";w=" + window);
  headers.add("RateLimit",
              "\"visitor\";r=" + remaining + ";t=" + std::to_string(admission.reset.count()));
}

}  // namespace

void complete_head(const Exchange& exchange, Response& response) {
  const Route& route = exchange.route();
  Headers& headers = response.headers;
  if (response.status == method_not_allowed) headers.add("Allow", route.allow());
  headers.add("X-Request-Id", exchange.id());
  headers.add("X-Content-Type-Options", "nosniff");
  if (!route.cache_control.empty()) headers.add("Cache-Control", route.cache_control);
  if (route.cors && route.cors->sends_headers) add_cors(*route.cors, exchange.request(), headers);
  if (exchange.admission) add_rate_limit(*exchange.admission, headers);
  if (exchange.replayed) headers.add("Idempotency-Replayed", "true");
}

ResponseStream& Exchange::start_stream(Response head) {
  complete_head(*this, head);
  request_.stream->start(head);
  stream_started_ = true;
  return *request_.stream;
}

}  // namespace mta::http
