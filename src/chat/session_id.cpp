#include "chat/session_id.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"

namespace mta {
namespace {

constexpr std::size_t random_size = 16;
constexpr std::size_t signature_size = 16;

std::string derive(std::string_view secret, std::string_view purpose) {
  return std::string(as_text(hmac_sha256(secret, purpose)));
}

std::string short_hash(const HmacKey& key, std::string_view text) {
  const Digest digest = key.hash(text);
  return hex(std::span(digest).first(16));
}

std::string_view signature_part(const Digest& digest) {
  return as_text(digest).substr(0, signature_size);
}

}  // namespace

SessionIds::Keys::Keys(std::string_view secret)
    : signing(derive(secret, "session-id signature")),
      client_chosen(derive(secret, "client-chosen conversation")),
      visitor(derive(secret, "visitor")),
      public_id(derive(secret, "public conversation id")),
      idempotency(derive(secret, "idempotency key")) {}

SessionIds::SessionIds(SessionSecrets secrets, Random& random)
    : keys_(secrets.current), random_(random) {
  if (secrets.previous) previous_.emplace(*secrets.previous);
}

Session SessionIds::open(const std::optional<std::string>& id, const Visitor& visitor) const {
  Session session{.id = id ? *id : issue(), .conversation = {}, .public_id = {}, .is_new = !id};
  const Keys* issuer = id ? issued_under(*id) : &keys_;
  if (issuer != nullptr) {
    // An issued id is a bearer token, so the store holds its hash only.
    session.conversation = "i-" + hex(sha256(session.id));
  } else {
    const std::string bound = session.id + '\n' + visitor.unit;
    session.conversation = "c-" + hex(keys_.client_chosen.hash(bound));
  }
  // Under the secret of the id's issuer, so that a rotation changes no public id.
  const Keys& keys = issuer != nullptr ? *issuer : keys_;
  session.public_id = short_hash(keys.public_id, session.conversation);
  return session;
}

Visitor SessionIds::identify(std::string unit) const {
  std::string hash = short_hash(keys_.visitor, unit);
  return {.unit = std::move(unit), .hash = std::move(hash)};
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
  const Digest digest = keys_.signing.hash(as_text(random_part));
  std::ranges::copy(signature_part(digest), bytes.begin() + random_size);
  return base64url(bytes);
}

const SessionIds::Keys* SessionIds::issued_under(std::string_view id) const {
  const std::string bytes = base64url_decode(id);
  if (bytes.size() != random_size + signature_size) return nullptr;
  // One id has one spelling: spare bits at the end of base64url must not make twins of it.
  const std::span all(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  if (base64url(all) != id) return nullptr;
  const std::string_view random_part = std::string_view(bytes).substr(0, random_size);
  const std::string_view signature = std::string_view(bytes).substr(random_size);
  const auto signed_with = [&](const Keys& keys) {
    return equal_in_constant_time(signature, signature_part(keys.signing.hash(random_part)));
  };
  if (signed_with(keys_)) return &keys_;
  return previous_ && signed_with(*previous_) ? &*previous_ : nullptr;
}

}  // namespace mta
