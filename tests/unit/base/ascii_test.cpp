#include "base/ascii.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(Ascii, LettersAreLoweredAndOtherBytesLeft) {
  EXPECT_EQ(lower_ascii("AZ az[@ \xC3\x89"), "az az[@ \xC3\x89");
  EXPECT_TRUE(equal_ignoring_case("Content-TYPE", "content-type"));
  EXPECT_FALSE(equal_ignoring_case("Host", "Hosts"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));  // their codes differ as those of A and a do
}

TEST(Ascii, TrimmingTakesOnlyTheEnds) {
  EXPECT_EQ(trimmed(" \ta b\t "), "a b");
  EXPECT_EQ(trimmed(" \t "), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("\r\na\n", "\r\n"), "a");
}

TEST(Ascii, HexadecimalDigitsHaveAValue) {
  EXPECT_EQ(hex_value('0'), 0);
  EXPECT_EQ(hex_value('f'), 15);
  EXPECT_EQ(hex_value('A'), 10);
  for (const char c : {'g', 'G', '/', ':', '@', '`', '\0', '\xE1'}) EXPECT_EQ(hex_value(c), -1);
}

TEST(Ascii, PercentEscapesThatAreNoneAreLeft) {
  EXPECT_EQ(percent_decoded("a%20b%C3%a9"), "a b\xC3\xA9");
  EXPECT_EQ(percent_decoded("100%"), "100%");
  EXPECT_EQ(percent_decoded("%4"), "%4");
  EXPECT_EQ(percent_decoded("%zz%41"), "%zzA");
  EXPECT_EQ(percent_decoded("%2541"), "%41");  // once
}

}  // namespace
}  // namespace mta
