#include "http/request_id.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/crypto.h"

namespace mta::http {
namespace {

bool is_acceptable(std::string_view id) {
  return !id.empty() && id.size() <= 64 &&
         std::ranges::all_of(id, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

std::string new_id(Random& random) {
  std::array<unsigned char, 16> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return hex(bytes);
}

}  // namespace

std::string request_id_of(const Request& request, Random& random) {
  const auto sent = request.headers.get("X-Request-Id");
  return sent && is_acceptable(*sent) ? std::string(*sent) : new_id(random);
}

}  // namespace mta::http
