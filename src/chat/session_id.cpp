#include "chat/session_id.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/crypto.h"

namespace mta {
namespace {

constexpr std::size_t random_size = 16;
constexpr std::size_t signature_size = 16;

std::string derive(std::string_view secret, std::string_view purpose) {
  return std::string(as_text(hmac_sha256(secret, purpose)));
}

std::string_view signature_part(const Digest& digest) {
  return as_text(digest).substr(0, signature_size);
}

}  // namespace

SessionIds::Keys::Keys(std::string_view secret)
    : signing(derive(secret, "session-id signature")),
      client_chosen(derive(secret, "client-chosen conversation")),
      visitor(derive(secret, "visitor")),
      idempotency(derive(secret, "idempotency key")) {}

SessionIds::SessionIds(SessionSecrets secrets, Random& random)
    : keys_(secrets.current), random_(random) {
  if (secrets.previous) previous_.emplace(*secrets.previous);
}

Session SessionIds::open(const std::optional<std::string>& id, const Visitor& visitor) const {
  // An issued id is a bearer token, so the store holds its hash only.
  const auto issued_key = [](std::string_view issued) { return "i-" + hex(sha256(issued)); };
  if (!id) {
    std::string fresh = issue();
    std::string conversation = issued_key(fresh);
    return {.id = std::move(fresh), .conversation = std::move(conversation), .is_new = true};
  }
  if (is_issued(*id)) return {.id = *id, .conversation = issued_key(*id)};
  const std::string bound = *id + '\n' + visitor.unit;
  return {.id = *id, .conversation = "c-" + hex(hmac_sha256(keys_.client_chosen, bound))};
}

Visitor SessionIds::identify(std::string unit) const {
  const Digest digest = hmac_sha256(keys_.visitor, unit);
  return {.unit = std::move(unit), .hash = hex(std::span(digest).first(16))};
}

bool SessionIds::is_valid(std::string_view id) {
  const auto allowed = [](char c) {
    return is_alphanumeric(c) || c == '_' || c == '.' || c == ':' || c == '-';
  };
  return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, allowed);
}

std::string SessionIds::issue() const {
  std::array<unsigned char, random_size + signature_size> bytes{};
  const auto random_part = std::span(bytes).first<random_size>();
  random_.fill(std::as_writable_bytes(random_part));
  const Digest digest = hmac_sha256(keys_.signing, as_text(random_part));
  std::ranges::copy(signature_part(digest), bytes.begin() + random_size);
  return base64url(bytes);
}

bool SessionIds::is_issued(std::string_view id) const {
  const std::string bytes = base64url_decode(id);
  if (bytes.size() != random_size + signature_size) return false;
  // One id has one spelling: spare bits at the end of base64url must not make twins of it.
  const std::span all(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  if (base64url(all) != id) return false;
  const std::string_view random_part = std::string_view(bytes).substr(0, random_size);
  const std::string_view signature = std::string_view(bytes).substr(random_size);
  const auto signed_with = [&](const Keys& keys) {
    return equal_in_constant_time(signature,
                                  signature_part(hmac_sha256(keys.signing, random_part)));
  };
  return signed_with(keys_) || (previous_ && signed_with(*previous_));
}

}  // namespace mta
