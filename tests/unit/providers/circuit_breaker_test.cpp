#include "providers/circuit_breaker.h"

#include <gtest/gtest.h>

namespace mta::providers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Outcome = CircuitBreaker::Outcome;

class CircuitBreakerTest : public testing::Test {
 protected:
  bool call(Outcome outcome, std::string_view visitor = {}) {
    const auto pass = breaker_.admit(visitor, now_);
    if (pass) breaker_.record(*pass, outcome, visitor, now_);
    return pass.has_value();
  }
  void open() {
    for (std::size_t i = 0; i < CircuitBreaker::failures_to_open; ++i) {
      EXPECT_TRUE(call(Outcome::failure));
    }
  }

  CircuitBreaker breaker_;
  SteadyTime now_{std::chrono::hours(1)};
};

TEST_F(CircuitBreakerTest, OpensAfterFiveFailuresInARow) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(call(Outcome::failure));
  EXPECT_TRUE(call(Outcome::success)) << "a success ends the row";
  open();
  EXPECT_FALSE(call(Outcome::success));
  EXPECT_EQ(breaker_.wait(now_), seconds(10));
}

TEST_F(CircuitBreakerTest, WhatSaysNothingOfTheModelNeitherEndsARowNorMakesOne) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(call(Outcome::failure));
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(call(Outcome::neither));
  EXPECT_TRUE(call(Outcome::failure));
  EXPECT_FALSE(call(Outcome::success));
}

TEST_F(CircuitBreakerTest, LetsOneThroughEveryTenSeconds) {
  open();
  now_ += seconds(10) - milliseconds(1);
  EXPECT_FALSE(breaker_.admit({}, now_));
  now_ += milliseconds(1);
  const auto probe = breaker_.admit({}, now_);
  ASSERT_TRUE(probe);
  EXPECT_FALSE(breaker_.admit({}, now_)) << "one at a time";
  breaker_.record(*probe, Outcome::failure, {}, now_);
  EXPECT_FALSE(breaker_.admit({}, now_));
  now_ += seconds(10);
  EXPECT_TRUE(call(Outcome::success));
  EXPECT_TRUE(call(Outcome::success)) << "closed again";
  EXPECT_EQ(breaker_.wait(now_), seconds(0));
}

TEST_F(CircuitBreakerTest, AProbeThatSaysNothingKeepsItOpenForTenSeconds) {
  open();
  now_ += seconds(10);
  EXPECT_TRUE(call(Outcome::neither));
  EXPECT_FALSE(call(Outcome::success));
  now_ += seconds(10);
  EXPECT_TRUE(call(Outcome::success));
}

TEST_F(CircuitBreakerTest, AnAbandonedProbeIsTheNextOtherVisitors) {
  open();
  now_ += seconds(10);
  EXPECT_TRUE(call(Outcome::abandoned, "a"));
  EXPECT_FALSE(call(Outcome::abandoned, "a"));
  EXPECT_TRUE(call(Outcome::abandoned, "b"));
  EXPECT_TRUE(call(Outcome::neither, "c"));
  EXPECT_FALSE(call(Outcome::success, "d")) << "that one was made";
  now_ += seconds(10);
  EXPECT_TRUE(call(Outcome::success, "a"));
}

TEST_F(CircuitBreakerTest, ACallFromBeforeItOpenedDoesNotCloseIt) {
  const auto early = breaker_.admit({}, now_);
  ASSERT_TRUE(early);
  open();
  breaker_.record(*early, Outcome::success, {}, now_);
  EXPECT_FALSE(breaker_.admit({}, now_));
}

TEST_F(CircuitBreakerTest, OneVisitorsFailuresWithinTenSecondsCountOnce) {
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(call(Outcome::failure, "slow"));
  now_ += seconds(10) - milliseconds(1);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(call(Outcome::failure, "slow"));
  for (const char* visitor : {"a", "b", "c"}) EXPECT_TRUE(call(Outcome::failure, visitor));
  EXPECT_TRUE(call(Outcome::failure, "c")) << "four visitors have failed";
  EXPECT_TRUE(call(Outcome::failure, "d"));
  EXPECT_FALSE(call(Outcome::success, "e"));
}

TEST_F(CircuitBreakerTest, AVisitorWhoIsAloneOpensItInFortySeconds) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(call(Outcome::failure, "alone"));
    EXPECT_EQ(call(Outcome::failure, "alone"), i < 4) << "and not before";
    now_ += seconds(10);
  }
}

TEST_F(CircuitBreakerTest, ASuccessOfAnotherEndsTheRowOfAll) {
  for (const char* visitor : {"a", "b", "c", "d"}) EXPECT_TRUE(call(Outcome::failure, visitor));
  EXPECT_TRUE(call(Outcome::success, "e"));
  for (const char* visitor : {"a", "b", "c", "d"}) EXPECT_TRUE(call(Outcome::failure, visitor));
  EXPECT_TRUE(call(Outcome::failure, "e"));
  EXPECT_FALSE(call(Outcome::success, "e"));
}

}  // namespace
}  // namespace mta::providers
