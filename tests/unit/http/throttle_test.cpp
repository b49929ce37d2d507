#include "http/throttle.h"

#include <gtest/gtest.h>

#include "tests/support/fakes.h"

namespace mta::http {
namespace {

class ThrottleTest : public testing::Test {
 protected:
  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  Throttle throttle_{TokenBucket(1, 1, clock_.steady_now()), clock_, metrics_};
};

TEST_F(ThrottleTest, APermitGivesItsTokenBackUnlessItIsSpent) {
  {
    Permit unused(&throttle_);
    Permit used(&throttle_);
    EXPECT_TRUE(used.take());
    EXPECT_TRUE(used.take()) << "it holds it already";
    EXPECT_FALSE(unused.take());
  }
  Permit spent(&throttle_);
  EXPECT_TRUE(spent.take());
  spent.spend();
  spent.give_back();
  EXPECT_FALSE(throttle_.check());
}

TEST_F(ThrottleTest, AMovedPermitGivesBackOnce) {
  {
    Permit first(&throttle_);
    EXPECT_TRUE(first.take());
    const Permit second(std::move(first));
    EXPECT_FALSE(throttle_.check());
  }
  EXPECT_TRUE(throttle_.take());
  EXPECT_FALSE(throttle_.take());
}

TEST_F(ThrottleTest, CheckingTakesNothingAndARefusalSaysWhen) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(throttle_.check());
  EXPECT_TRUE(throttle_.take());
  const auto refused = throttle_.check();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::throttled);
  EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(1));
  EXPECT_EQ(metrics_.total(Counter::throttled), 1);
  clock_.advance(std::chrono::seconds(1));
  EXPECT_TRUE(throttle_.check());
}

}  // namespace
}  // namespace mta::http
