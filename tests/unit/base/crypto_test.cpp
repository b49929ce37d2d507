#include "base/crypto.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(Crypto, Sha256OfFips180) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, HmacOfRfc4231Case2) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, AnExpandedKeyGivesTheSameHashesWhateverWasHashedBefore) {
  const HmacKey key("Jefe");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(key.hash("what do ya want for nothing?"),
              hmac_sha256("Jefe", "what do ya want for nothing?"));
    EXPECT_EQ(key.hash(std::string(100, 'x')), hmac_sha256("Jefe", std::string(100, 'x')));
    EXPECT_EQ(key.hash(""), hmac_sha256("Jefe", ""));
  }
  const std::string long_key(100, 'k');  // is hashed first
  EXPECT_EQ(HmacKey(long_key).hash("a"), hmac_sha256(long_key, "a"));
}

TEST(Crypto, ManyThreadsMayHashUnderOneKey) {
  const HmacKey key("Jefe");
  const Digest expected = hmac_sha256("Jefe", "text");
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 100; ++n) right += key.hash("text") == expected ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(right, 400);
}

TEST(Crypto, Base64UrlRoundTrips) {
  std::string bytes;
  for (int i = 0; i < 40; ++i) {
    const std::string text =
        base64url({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    EXPECT_EQ(text.find_first_of("+/="), std::string::npos);
    EXPECT_EQ(base64url_decode(text), bytes);
    bytes += static_cast<char>(i * 37);
  }
  EXPECT_EQ(base64url_decode("a+b"), "");
}

TEST(Crypto, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

/// Case 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega), without its additional data:
/// the key stream, and so the text, is the same.
TEST(Crypto, SealsAsTheStandardSays) {
  const std::string key = base64_decode("/v/pkoZlcxxtao+UZzCDCP7/6ZKGZXMcbWqPlGcwgwg=").value();
  const Nonce nonce{std::byte{0xca}, std::byte{0xfe}, std::byte{0xba}, std::byte{0xbe},
                    std::byte{0xfa}, std::byte{0xce}, std::byte{0xdb}, std::byte{0xad},
                    std::byte{0xde}, std::byte{0xca}, std::byte{0xf8}, std::byte{0x88}};
  const std::string sealed = seal(key, nonce, std::string("\xd9\x31\x32\x25\xf8\x84\x06\xe5", 8));
  const std::string_view text = std::string_view(sealed).substr(12, 8);
  EXPECT_EQ(hex({reinterpret_cast<const unsigned char*>(text.data()), 8}), "522dc1f099567d07");
}

TEST(Crypto, OpensWhatIsUnchangedAndNothingElse) {
  const std::string key(32, 'k');
  const std::string sealed = seal(key, Nonce{}, "a session id");
  EXPECT_EQ(unseal(key, sealed), "a session id");
  EXPECT_EQ(unseal(std::string(32, 'x'), sealed), std::nullopt);
  EXPECT_EQ(unseal("short", sealed), std::nullopt);
  EXPECT_EQ(unseal(key, sealed.substr(0, 20)), std::nullopt);
  EXPECT_EQ(unseal(key, seal(key, Nonce{}, "")), "");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(unseal(key, changed), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace mta
