#include "chat/idempotency_key.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "base/crypto.h"

namespace mta {
namespace {

constexpr std::size_t longest_key = 128;
constexpr std::size_t shortest_random_key = 20;  // nanoid has 21, a UUID 36
constexpr std::size_t fewest_characters = 8;

std::string new_claimant(Random& random) {
  std::array<unsigned char, 16> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return hex(bytes);
}

}  // namespace

bool is_idempotency_key(std::string_view text) {
  return !text.empty() && text.size() <= longest_key &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool is_guessable_key(std::string_view key) {
  std::bitset<256> characters;
  for (const char c : key) characters.set(static_cast<unsigned char>(c));
  return key.size() < shortest_random_key || characters.count() < fewest_characters;
}

KeyedRequest keyed_request(std::string_view secret, const KeyScope& scope, std::string_view key,
                           std::string_view body, Random& random) {
  const auto hash = [&](std::string_view purpose, std::string_view text) {
    std::string all(purpose);
    for (const std::string_view part : {scope.route, scope.visitor, text}) {
      all.append("\n").append(part);
    }
    return hmac_sha256(secret, all);
  };
  return {.key = hex(hash("name", key)),
          .fingerprint = hex(hash("body", body)),
          .claimant = new_claimant(random),
          .secret = std::string(as_text(hash("seal", key)))};
}

}  // namespace mta
