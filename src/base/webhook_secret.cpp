#include "base/webhook_secret.h"

#include "base/crypto.h"

namespace mta {

std::optional<std::string> webhook_key(std::string_view secret) {
  constexpr std::string_view prefix = "whsec_";
  constexpr std::size_t least_bytes = 24;
  constexpr std::size_t most_bytes = 64;
  if (!secret.starts_with(prefix)) return std::nullopt;
  auto key = base64_decode(secret.substr(prefix.size()));
  const bool fits = key && key->size() >= least_bytes && key->size() <= most_bytes;
  return fits ? std::move(key) : std::nullopt;
}

}  // namespace mta
