#include "providers/retry.h"

#include <gtest/gtest.h>

#include "base/system.h"

namespace mta::providers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RetryBudget, StartsWithTenAndEarnsAFifthACall) {
  RetryBudget budget;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
  for (int i = 0; i < 4; ++i) budget.count_call();
  EXPECT_FALSE(budget.take());
  budget.count_call();
  EXPECT_TRUE(budget.take());
  EXPECT_FALSE(budget.take());
}

TEST(RetryBudget, HoldsNoMoreThanTen) {
  RetryBudget budget;
  for (int i = 0; i < 1000; ++i) budget.count_call();
  int taken = 0;
  while (budget.take()) ++taken;
  EXPECT_EQ(taken, 10);
}

TEST(RetryDelay, IsAnywhereUnderABoundThatDoubles) {
  SystemRandom random;
  milliseconds longest{};
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LE(retry_delay(0, {}, random), milliseconds(200));
    longest = std::max(longest, retry_delay(1, {}, random));
  }
  EXPECT_LE(longest, milliseconds(400));
  EXPECT_GT(longest, milliseconds(200)) << "1000 draws out of 401";
}

TEST(RetryDelay, IsNeverShorterThanAskedFor) {
  SystemRandom random;
  EXPECT_EQ(retry_delay(0, seconds(3), random), seconds(3));
}

}  // namespace
}  // namespace mta::providers
