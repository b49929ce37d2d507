#include "base/webhook_secret.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace mta {
namespace {

std::string secret_of(std::size_t bytes) { return "whsec_" + base64(std::string(bytes, 'k')); }

TEST(WebhookSecret, IsBase64BehindItsPrefix) {
  EXPECT_EQ(webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            base64_decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  EXPECT_EQ(webhook_key(secret_of(24)), std::string(24, 'k'));
  EXPECT_EQ(webhook_key(secret_of(64)), std::string(64, 'k'));
}

TEST(WebhookSecret, IsNothingElse) {
  for (const std::string& text :
       {std::string(), std::string("whsec_"), std::string("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        std::string("whsec_not base64, though it is long enough"), secret_of(23), secret_of(65),
        std::string("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}) {
    EXPECT_EQ(webhook_key(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace mta
