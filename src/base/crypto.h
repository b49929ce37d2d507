#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The few primitives the core needs, over OpenSSL's libcrypto. They throw std::runtime_error where
/// the library fails.
namespace mta {

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view data);
Digest hmac_sha256(std::string_view key, std::string_view data);  ///< RFC 2104

/// HMAC-SHA-256 under a key that is used again and again: it is expanded once. Thread-safe.
class HmacKey {
 public:
  explicit HmacKey(std::string_view key);
  HmacKey(HmacKey&&) noexcept;
  HmacKey& operator=(HmacKey&&) noexcept;
  ~HmacKey();

  [[nodiscard]] Digest hash(std::string_view data) const;

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

std::string_view as_text(std::span<const unsigned char> bytes);
std::string hex(std::span<const unsigned char> bytes);

std::string base64(std::string_view bytes);  ///< RFC 4648 section 4
/// Nothing where `text` is not base64 with its padding.
std::optional<std::string> base64_decode(std::string_view text);

/// RFC 4648 section 5, without padding.
std::string base64url(std::span<const unsigned char> bytes);
/// Empty where `text` is not base64url.
std::string base64url_decode(std::string_view text);

/// AES-256-GCM (NIST SP 800-38D). `key` has 32 bytes; `nonce`, which goes in front, must be another
/// one for each text under a key.
using Nonce = std::array<std::byte, 12>;
std::string seal(std::string_view key, const Nonce& nonce, std::string_view text);
/// Nothing where it was sealed under another key, or changed.
std::optional<std::string> unseal(std::string_view key, std::string_view sealed);

/// Takes the same time wherever the two differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace mta
