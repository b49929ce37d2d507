#include "base/text.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(Text, RemovesControlsButTabAndNewlineThenTrims) {
  EXPECT_EQ(clean_text(" \x01 a\tb\nc\r\x7F \n"), "a\tb\nc");
  EXPECT_EQ(clean_text("\xC2\x85x\xC2\x9B"), "x") << "C1 controls too";
  EXPECT_EQ(clean_text("\xE2\x80\x83 مرحبا \xE3\x80\x80"), "مرحبا") << "Unicode white space";
  EXPECT_EQ(clean_text(" \x02\x03 "), "");
  EXPECT_EQ(clean_text("a \x01 b"), "a  b");
}

TEST(Text, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("héllo"), 5U);
  EXPECT_EQ(count_code_points("سعر"), 3U);
  EXPECT_EQ(count_code_points("😀a"), 2U);
}

TEST(Text, ReadsBrokenBytesAsReplacement) {
  std::string_view broken = "\xFF\xC3";
  EXPECT_EQ(next_code_point(broken), U'\uFFFD');
  EXPECT_EQ(next_code_point(broken), U'\uFFFD');
  EXPECT_TRUE(broken.empty());
  std::string_view surrogate = "\xED\xA0\x80";
  EXPECT_EQ(next_code_point(surrogate), U'\uFFFD');
  std::string_view overlong = "\xE0\x80\x80";
  EXPECT_EQ(next_code_point(overlong), U'\uFFFD');
}

TEST(Text, RoundTripsEveryLength) {
  for (const char32_t c : {U'a', U'é', U'ع', U'€', U'😀', U'\U0010FFFF'}) {
    std::string text;
    append_code_point(text, c);
    std::string_view rest = text;
    EXPECT_EQ(next_code_point(rest), c);
    EXPECT_TRUE(rest.empty());
  }
}

}  // namespace
}  // namespace mta
