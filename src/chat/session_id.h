#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/ports.h"

namespace mta {

/// Who sent a request, as the limits and the memory see it.
struct Visitor {
  std::string unit;  ///< one IPv4 address or one IPv6 /64; never logged, never stored
  std::string hash;  ///< keyed hash of `unit`: what counters and logs know the visitor by
};

struct SessionSecrets {
  std::string current;                  ///< 32 bytes or more
  std::optional<std::string> previous;  ///< ids issued under it continue
};

struct Session {
  std::string id;            ///< as the visitor sends it
  std::string conversation;  ///< the storage key
  /// The conversation's name for visitors, owners and the log: a keyed hash that is the same for
  /// each of its turns and opens nothing.
  std::string public_id;
  bool is_new = false;  ///< issued just now: nothing can be stored under it
};

/// Issues session ids (128 random bits and an HMAC over them, base64url) and tells which
/// conversation an id continues: an issued one from any address, any other only from the address
/// that chose it. Immutable; `random` must be thread-safe.
class SessionIds {
 public:
  SessionIds(SessionSecrets secrets, Random& random);

  Session open(const std::optional<std::string>& id, const Visitor& visitor) const;

  /// The id was issued here, under either secret; any other is one that a client chose.
  [[nodiscard]] bool is_issued(std::string_view id) const { return issued_under(id) != nullptr; }

  /// The visitor known by `unit`.
  Visitor identify(std::string unit) const;

  /// The secret under which idempotency keys are hashed and their answers sealed.
  [[nodiscard]] const std::string& idempotency_secret() const { return keys_.idempotency; }

  /// 1 to 128 of `A-Z a-z 0-9 _ . : -`.
  static bool is_valid(std::string_view id);

 private:
  std::string issue() const;
  struct Keys {
    explicit Keys(std::string_view secret);
    HmacKey signing, client_chosen, visitor, public_id;
    std::string idempotency;
  };
  /// The keys that an id was issued under; null: it was not issued here.
  const Keys* issued_under(std::string_view id) const;
  Keys keys_;
  std::optional<Keys> previous_;
  Random& random_;
};

}  // namespace mta
