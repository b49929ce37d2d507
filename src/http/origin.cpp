#include "http/origin.h"

#include <algorithm>

namespace mta::http {
namespace {

/// `host[:port]` of an origin, with the scheme's own port left out.
std::string_view authority_of(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

bool is_own(std::string_view origin, std::string_view host) {
  const std::string_view authority = authority_of(origin);
  return !authority.empty() && equal_ignoring_case(authority, host);
}

}  // namespace

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.headers.get("Origin") &&
         request.headers.get("Access-Control-Request-Method");
}

bool OriginPolicy::lists(std::string_view origin) const {
  return allows_any() || std::ranges::any_of(allowed_, [&](const std::string& allowed) {
           return equal_ignoring_case(allowed, origin);
         });
}

bool OriginPolicy::admits(const Request& request) const {
  const auto origin = request.headers.get("Origin");
  if (!origin || lists(*origin)) return true;
  const auto host = request.headers.get("Host");
  return host && is_own(*origin, *host);
}

}  // namespace mta::http
