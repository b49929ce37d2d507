#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The few primitives the core needs, over OpenSSL's libcrypto. Pure functions.
namespace mta {

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view data);
Digest hmac_sha256(std::string_view key, std::string_view data);  ///< RFC 2104

std::string_view as_text(std::span<const unsigned char> bytes);
std::string hex(std::span<const unsigned char> bytes);

std::string base64(std::string_view bytes);  ///< RFC 4648 section 4
/// Nothing where `text` is not base64 with its padding.
std::optional<std::string> base64_decode(std::string_view text);

/// RFC 4648 section 5, without padding.
std::string base64url(std::span<const unsigned char> bytes);
/// Empty where `text` is not base64url.
std::string base64url_decode(std::string_view text);

/// Takes the same time wherever the two differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace mta
