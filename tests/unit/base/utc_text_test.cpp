#include "base/utc_text.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(UtcText, IsInUtcAndRoundedDown) {
  EXPECT_EQ(utc_text(Timestamp(std::chrono::milliseconds(1'795'952'096'999)), "%Y-%m-%dT%H:%M:%SZ"),
            "2026-11-29T11:34:56Z");
  EXPECT_EQ(utc_text(Timestamp(std::chrono::milliseconds(-1)), "%H:%M:%S"), "23:59:59");
}

TEST(UtcText, Rfc3339IsReadBackToTheMillisecond) {
  for (const std::int64_t ms : {0LL, 1'795'952'096'999LL, 1'795'952'096'005LL, -1LL}) {
    const Timestamp time{std::chrono::milliseconds(ms)};
    EXPECT_EQ(rfc3339_time(rfc3339(time)), time) << rfc3339(time);
  }
  EXPECT_EQ(rfc3339(Timestamp(std::chrono::milliseconds(1'795'952'096'005))),
            "2026-11-29T11:34:56.005Z");
  EXPECT_EQ(rfc3339_time("2026-11-29T11:34:56Z"), Timestamp(std::chrono::seconds(1'795'952'096)));
}

TEST(UtcText, WhatIsNoTimeInUtcIsNone) {
  for (const char* text : {"", "Z", "2026-11-29", "2026-11-29T11:34:56", "2026-13-29T11:34:56Z",
                           "2026-11-29T11:34:56.5Z", "2026-11-29T11:34:56.-12Z",
                           "2026-11-29T11:34:56+03:00", "2026-11-29T11:34:56.123Z "}) {
    EXPECT_FALSE(rfc3339_time(text)) << text;
  }
}

}  // namespace
}  // namespace mta
