#include "http/origin.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace mta::http {
namespace {

struct Scheme {
  std::string_view prefix;
  std::string_view port;  ///< the one that is meant where none is named
};
constexpr std::array<Scheme, 2> schemes = {{{"http://", ":80"}, {"https://", ":443"}}};

std::string_view without_port(std::string_view text, std::string_view port) {
  return text.substr(0, text.size() - (text.ends_with(port) ? port.size() : 0));
}

/// RFC 6454, 4: an origin's port may be left out where it is the scheme's own.
std::string_view shortest(std::string_view origin) {
  for (const auto& [prefix, port] : schemes) {
    if (equal_ignoring_case(origin.substr(0, prefix.size()), prefix)) {
      return without_port(origin, port);
    }
  }
  return origin;
}

bool is_own(std::string_view origin, std::string_view host) {
  return std::ranges::any_of(schemes, [&](const Scheme& scheme) {
    const auto& [prefix, port] = scheme;
    if (!equal_ignoring_case(origin.substr(0, prefix.size()), prefix)) return false;
    const std::string_view authority = without_port(origin.substr(prefix.size()), port);
    return !authority.empty() && equal_ignoring_case(authority, without_port(host, port));
  });
}

}  // namespace

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.headers.get("Origin") &&
         request.headers.get("Access-Control-Request-Method");
}

bool OriginPolicy::lists(std::string_view origin) const {
  return allows_any() || std::ranges::any_of(allowed_, [&](const std::string& allowed) {
           return equal_ignoring_case(shortest(allowed), shortest(origin));
         });
}

bool OriginPolicy::admits(const Request& request) const {
  const auto origin = request.headers.get("Origin");
  if (!origin || lists(*origin)) return true;
  const auto host = request.headers.get("Host");
  return host && is_own(*origin, *host);
}

}  // namespace mta::http
