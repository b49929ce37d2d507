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

const Timestamp noon{std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) +
                     std::chrono::hours(12) + milliseconds(700)};

TEST(RetryAfter, IsWholeSeconds) {
  EXPECT_EQ(retry_after("0", noon), seconds(0));
  EXPECT_EQ(retry_after("120", noon), seconds(120));
}

TEST(RetryAfter, IsADateInAnyFormOfHttp) {
  EXPECT_EQ(retry_after("Sun, 29 Nov 2026 12:01:40 GMT", noon), seconds(100));
  EXPECT_EQ(retry_after("Sunday, 29-Nov-26 12:01:40 GMT", noon), seconds(100));
  EXPECT_EQ(retry_after("Sun Nov 29 12:01:40 2026", noon), seconds(100));
  EXPECT_EQ(retry_after("Sun, 29 Nov 2026 12:00:00 GMT", noon), seconds(0));
  EXPECT_EQ(retry_after("Wed, 21 Oct 2015 07:28:00 GMT", noon), seconds(0)) << "it has passed";
  EXPECT_EQ(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", noon), longest_retry_after);
}

TEST(RetryAfter, IsNeverMoreThanFiveMinutesWhateverWasSent) {
  for (const char* value : {"301", "9999", "9223372037", "9223372036854775807",
                            "1796212800000" /* milliseconds since 1970 */,
                            "99999999999999999999999999999999999999999"}) {
    EXPECT_EQ(retry_after(value, noon), seconds(300)) << value;
  }
}

TEST(RetryAfter, WhatIsNeitherIsNothing) {
  for (const char* value : {"", "-5", "+5", "1.5", "5s", "soon", "0x10", "29 Nov 2026 12:01:40",
                            "Sun, 29 Nov 2026 12:01:40 GMT+1", "2026-11-29T12:01:40Z"}) {
    EXPECT_EQ(retry_after(value, noon), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace mta::providers
