#include "base/crypto.h"

#include <mutex>
#include <stdexcept>
#include <vector>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace mta {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr int tag_size = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

struct FreeMethod {
  void operator()(EVP_MD* method) const { EVP_MD_free(method); }
  void operator()(EVP_MAC* method) const { EVP_MAC_free(method); }
};

/// Fetched once: OpenSSL 3 looks the one that `EVP_sha256` names up at every use.
const EVP_MD* sha256_method() {
  static const std::unique_ptr<EVP_MD, FreeMethod> method(
      EVP_MD_fetch(nullptr, "SHA2-256", nullptr));
  if (!method) throw std::runtime_error("OpenSSL has no SHA-256");
  return method.get();
}

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// HMAC-SHA-256 under `key`.
Mac new_hmac(std::string_view key) {
  const std::unique_ptr<EVP_MAC, FreeMethod> method(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  Mac mac(method ? EVP_MAC_CTX_new(method.get()) : nullptr);
  std::string digest = "SHA2-256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  if (!mac || EVP_MAC_init(mac.get(), bytes_of(key), key.size(), parameters) != 1) {
    throw std::runtime_error("OpenSSL has no HMAC-SHA-256");
  }
  return mac;
}

Digest finished_hmac(EVP_MAC_CTX* mac, std::string_view data) {
  Digest digest{};
  std::size_t size = 0;
  if (EVP_MAC_update(mac, bytes_of(data), data.size()) != 1 ||
      EVP_MAC_final(mac, digest.data(), &size, digest.size()) != 1) {
    throw std::runtime_error("HMAC-SHA-256 failed");
  }
  return digest;
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string seal(std::string_view key, const Nonce& nonce, std::string_view text) {
  std::string sealed(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  sealed.resize(nonce.size() + text.size() + tag_size);
  unsigned char* const out = bytes_of(sealed) + nonce.size();
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  if (key.size() != Digest{}.size() || !cipher ||
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                         bytes_of(sealed)) != 1 ||
      EVP_EncryptUpdate(cipher.get(), out, &size, bytes_of(text), static_cast<int>(text.size())) !=
          1 ||
      EVP_EncryptFinal_ex(cipher.get(), out + size, &size) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, out + text.size()) != 1) {
    throw std::runtime_error("AES-256-GCM failed");
  }
  return sealed;
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed) {
  constexpr std::size_t nonce_size = Nonce{}.size();
  if (key.size() != Digest{}.size() || sealed.size() < nonce_size + tag_size) return std::nullopt;
  const std::string_view in = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  std::string tag(sealed.substr(sealed.size() - tag_size));
  std::string text(in.size(), '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  if (!cipher ||
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                         bytes_of(sealed)) != 1 ||
      EVP_DecryptUpdate(cipher.get(), bytes_of(text), &size, bytes_of(in),
                        static_cast<int>(in.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) != 1 ||
      EVP_DecryptFinal_ex(cipher.get(), bytes_of(text) + size, &size) != 1) {
    return std::nullopt;
  }
  return text;
}

Digest sha256(std::string_view data) {
  Digest digest{};
  unsigned int size = digest.size();
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, sha256_method(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view data) {
  return finished_hmac(new_hmac(key).get(), data);
}

/// Those that no thread is using: a context has the state of one hash.
struct HmacKey::Contexts {
  explicit Contexts(std::string_view secret) : key(secret) {}

  Mac take() {
    const std::scoped_lock lock(mutex);
    if (idle.empty()) return new_hmac(key);
    Mac mac = std::move(idle.back());
    idle.pop_back();
    return mac;
  }

  void give_back(Mac mac) {
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(mac));
  }

  const std::string key;
  std::mutex mutex;
  std::vector<Mac> idle;
};

HmacKey::HmacKey(std::string_view key) : contexts_(std::make_unique<Contexts>(key)) {}
HmacKey::HmacKey(HmacKey&&) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&&) noexcept = default;
HmacKey::~HmacKey() = default;

Digest HmacKey::hash(std::string_view data) const {
  Mac mac = contexts_->take();
  // Without a key: back to the state that the key's expansion left.
  if (EVP_MAC_init(mac.get(), nullptr, 0, nullptr) != 1) {
    throw std::runtime_error("HMAC-SHA-256 failed");
  }
  const Digest digest = finished_hmac(mac.get(), data);
  contexts_->give_back(std::move(mac));
  return digest;
}

std::string_view as_text(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.empty()) return std::string();
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  const bool one_line = text.find_first_of(" \t\r\n") == std::string_view::npos;
  if (text.size() % 4 != 0 || !one_line) return std::nullopt;  // OpenSSL would skip white space
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string base64url(std::span<const unsigned char> bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int held = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= 6; held -= 6) text += alphabet[(bits >> (held - 6)) & 63];
  }
  if (held > 0) text += alphabet[(bits << (6 - held)) & 63];
  return text;
}

std::string base64url_decode(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) return {};
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> held) & 255);
    }
  }
  return bytes;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace mta
