#include <algorithm>
#include <array>

#include "core/crypto.h"
#include "http/middlewares.h"

namespace mta::http {
namespace {

bool is_acceptable(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

std::string new_id(Random& random) {
  std::array<unsigned char, 16> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return hex(bytes);
}

}  // namespace

Middleware request_id(Random& random) {
  return [&random](Request& request, const Handler& next) -> Task<Response> {
    const auto sent = request.headers.get("X-Request-Id");
    request.facts.request_id = sent && is_acceptable(*sent) ? std::string(*sent) : new_id(random);
    request.finish_head.emplace_back([id = request.facts.request_id](Response& response) {
      response.headers.add("X-Request-Id", id);
      response.headers.add("X-Content-Type-Options", "nosniff");
    });
    co_return co_await next(request);
  };
}

}  // namespace mta::http
