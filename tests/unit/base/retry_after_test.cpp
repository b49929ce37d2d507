#include "base/retry_after.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds longest{300};
const Timestamp noon{std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) +
                     std::chrono::hours(12) + milliseconds(700)};

TEST(RetryAfter, IsWholeSeconds) {
  EXPECT_EQ(retry_after("0", noon, longest), seconds(0));
  EXPECT_EQ(retry_after("120", noon, longest), seconds(120));
}

TEST(RetryAfter, IsADateInAnyFormOfHttp) {
  EXPECT_EQ(retry_after("Sun, 29 Nov 2026 12:01:40 GMT", noon, longest), seconds(100));
  EXPECT_EQ(retry_after("Sunday, 29-Nov-26 12:01:40 GMT", noon, longest), seconds(100));
  EXPECT_EQ(retry_after("Sun Nov 29 12:01:40 2026", noon, longest), seconds(100));
  EXPECT_EQ(retry_after("Sun, 29 Nov 2026 12:00:00 GMT", noon, longest), seconds(0));
  EXPECT_EQ(retry_after("Wed, 21 Oct 2015 07:28:00 GMT", noon, longest), seconds(0))
      << "it has passed";
  EXPECT_EQ(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", noon, longest), longest);
}

TEST(RetryAfter, IsNeverMoreThanTheLongestWhateverWasSent) {
  for (const char* value : {"301", "9999", "9223372037", "9223372036854775807",
                            "1796212800000" /* milliseconds since 1970 */,
                            "99999999999999999999999999999999999999999"}) {
    EXPECT_EQ(retry_after(value, noon, longest), seconds(300)) << value;
  }
}

TEST(RetryAfter, WhatIsNeitherIsNothing) {
  for (const char* value : {"", "-5", "+5", "1.5", "5s", "soon", "0x10", "29 Nov 2026 12:01:40",
                            "Sun, 29 Nov 2026 12:01:40 GMT+1", "2026-11-29T12:01:40Z"}) {
    EXPECT_EQ(retry_after(value, noon, longest), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace mta
