#include "base/utc_text.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(UtcText, IsInUtcAndRoundedDown) {
  EXPECT_EQ(utc_text(Timestamp(std::chrono::milliseconds(1'795'952'096'999)), "%Y-%m-%dT%H:%M:%SZ"),
            "2026-11-29T11:34:56Z");
  EXPECT_EQ(utc_text(Timestamp(std::chrono::milliseconds(-1)), "%H:%M:%S"), "23:59:59");
}

}  // namespace
}  // namespace mta
