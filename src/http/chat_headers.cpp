#include "http/middlewares.h"
#include "http/pipeline.h"

namespace mta::http {
namespace {

constexpr std::string_view exposed =
    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Window, RateLimit-Policy, RateLimit, "
    "X-Request-Id, Retry-After, x-vercel-ai-ui-message-stream";

void add_cors(const OriginPolicy& origins, const Request& request, Headers& headers) {
  if (!origins.allows_any()) headers.add("Vary", "Origin");
  const auto origin = request.headers.get("Origin");
  if (!origin || !origins.lists(*origin)) return;
  headers.add("Access-Control-Allow-Origin", origins.allows_any() ? "*" : std::string(*origin));
  if (is_preflight(request)) {
    headers.add("Access-Control-Allow-Methods", "POST, OPTIONS");
    headers.add("Access-Control-Allow-Headers",
                "content-type, x-request-id, idempotency-key, user-agent");
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

Middleware chat_headers(const OriginPolicy& origins, bool cors_headers) {
  return [&origins, cors_headers](Request& request, const Handler& next) -> Task<Response> {
    if (request.path == chat_path) {
      request.finish_head.emplace_back([&origins, &request, cors_headers](Response& response) {
        response.headers.add("Cache-Control", "no-store");
        if (cors_headers) add_cors(origins, request, response.headers);
        if (request.facts.admission) add_rate_limit(*request.facts.admission, response.headers);
      });
    }
    co_return co_await next(request);
  };
}

}  // namespace mta::http
