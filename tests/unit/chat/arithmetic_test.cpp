#include "chat/arithmetic.h"

#include <gtest/gtest.h>

namespace mta::chat {
namespace {

std::optional<double> before_last(std::string_view text) {
  return calculation_before(text, text.find_last_of("= ") + 1);
}

TEST(Arithmetic, ReadsTheCalculationBeforeAnEqualsSign) {
  EXPECT_EQ(before_last("7,200 + 3,900 = 11,100"), 11100);
  EXPECT_EQ(before_last("Both: $7,200 + $3,900 = 11,100"), 11100);
  EXPECT_EQ(before_last("150 + 550 + 900 =1600"), 1600);
  EXPECT_EQ(before_last("9 800 × 3,75 = 36750"), 36750);
  EXPECT_EQ(before_last("4,700 + 2 x 900 = 6,500"), 6500);
  EXPECT_EQ(before_last("9,800 USD – 2,300 USD = 7,500"), 7500);
  EXPECT_EQ(before_last("550 دولار × 4 = 2200"), 2200);
  EXPECT_EQ(before_last("6,600 ÷ 2 = 3,300"), 3300);
}

TEST(Arithmetic, WithoutACalculationThereIsNone) {
  EXPECT_EQ(before_last("7,200 and 3,900 = 11,100"), std::nullopt);
  EXPECT_EQ(before_last("7,200 + 3,900 are 11,100"), std::nullopt);
  EXPECT_EQ(before_last("price = 11,100"), std::nullopt);
  EXPECT_EQ(before_last("3,900 + = 11,100"), std::nullopt);
  EXPECT_EQ(before_last("= 11,100"), std::nullopt);
}

TEST(Arithmetic, OnlyTheLastCalculationCounts) {
  EXPECT_EQ(before_last("In 2024 we had 5, now 100 + 50 = 150"), 150);
  EXPECT_EQ(before_last("1 + 1 = 2, and 3 + 4 = 7"), 7);
}

}  // namespace
}  // namespace mta::chat
