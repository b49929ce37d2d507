#include "delivery/signature.h"

#include <gtest/gtest.h>

#include "base/webhook_secret.h"

namespace mta::delivery {
namespace {

const std::string key = webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
const std::string other_key = webhook_key("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").value();
constexpr std::chrono::sys_seconds time{std::chrono::seconds(1614265330)};

/// The example of the reference libraries' tests.
TEST(WebhookSignature, IsThatOfTheReference) {
  EXPECT_EQ(
      webhook_signature({key}, "msg_p5jXN8AQM9LWM0D4loKWxJek", time, R"({"test": 2432232314})"),
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, HasOneOfEachKeyWhileTheyAreRotated) {
  const std::string both = webhook_signature({key, other_key}, "msg_1", time, "{}");
  EXPECT_EQ(both, webhook_signature({key}, "msg_1", time, "{}") + " " +
                      webhook_signature({other_key}, "msg_1", time, "{}"));
}

TEST(WebhookSignature, CoversIdTimeAndBody) {
  const std::string signature = webhook_signature({key}, "msg_1", time, "{}");
  EXPECT_NE(webhook_signature({key}, "msg_2", time, "{}"), signature);
  EXPECT_NE(webhook_signature({key}, "msg_1", time + std::chrono::seconds(1), "{}"), signature);
  EXPECT_NE(webhook_signature({key}, "msg_1", time, "{ }"), signature);
}

}  // namespace
}  // namespace mta::delivery
