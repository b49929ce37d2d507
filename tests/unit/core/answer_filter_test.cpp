#include "core/answer_filter.h"

#include <vector>

#include <gtest/gtest.h>

namespace mta {
namespace {

std::string filtered(const std::vector<std::string>& pieces) {
  AnswerFilter filter;
  std::string out;
  for (const std::string& piece : pieces) out += filter.feed(piece);
  return out + filter.finish();
}

/// The same whole, and cut into pieces at every place and into single bytes.
void expect_filtered(const std::string& text, const std::string& expected) {
  EXPECT_EQ(filtered({text}), expected);
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    EXPECT_EQ(filtered({text.substr(0, cut), text.substr(cut)}), expected) << "cut at " << cut;
  }
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  EXPECT_EQ(filtered(bytes), expected) << "byte by byte";
}

TEST(AnswerFilter, StripsReasoningWhereverItStands) {
  expect_filtered("<reasoning>think</reasoning>Hello", "Hello");
  expect_filtered("Hello <reasoning>think</reasoning>world", "Hello world");
  expect_filtered("a<reasoning></reasoning>b<reasoning>x</reasoning>c", "abc");
}

TEST(AnswerFilter, AnUnclosedTagHidesTheRest) {
  expect_filtered("Hi<reasoning>never ends </reasonin", "Hi");
}

TEST(AnswerFilter, AClosingTagAloneAndOtherTagsAreText) {
  expect_filtered("a</reasoning>b", "a</reasoning>b");
  expect_filtered("1 < 2 <reason> <<reasoning>x</reasoning>", "1 < 2 <reason> <");
  expect_filtered("ends with <reasoni", "ends with <reasoni");
}

TEST(AnswerFilter, RemovesEscapeSequencesWhole) {
  expect_filtered("\x1B[31mred\x1B[0m", "red");
  expect_filtered("\x1B]0;title\x07text", "text");
  expect_filtered("\x1B]8;;http://x\x1B\\link\x1B]8;;\x1B\\", "link");
  expect_filtered(
      "\xC2\x9B"
      "1mx\xC2\x9D"
      "t\xC2\x9Cy",
      "xy");
  expect_filtered("<rea\x1B[0msoning>x</reasoning>y", "y");
}

TEST(AnswerFilter, RemovesControlsAndKeepsTabAndNewline) {
  expect_filtered(std::string("a\0b\tc\nd\re\x7F", 10), "ab\tc\nde");
}

TEST(AnswerFilter, KeepsArabicCutAnywhere) {
  expect_filtered("السعر ٦٦٠٠ دولار", "السعر ٦٦٠٠ دولار");
}

TEST(AnswerFilter, ReplacesBrokenBytes) {
  EXPECT_EQ(filtered({"a\xFF"
                      "b"}),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(filtered({"a\xD8"}), "a\xEF\xBF\xBD");
}

TEST(AnswerFilter, EndsALongAnswerBetweenTwoCharacters) {
  AnswerFilter filter;
  std::string out;
  while (!filter.full()) out += filter.feed("سعر");
  out += filter.feed("more") + filter.finish();
  EXPECT_LE(out.size(), AnswerFilter::max_bytes);
  EXPECT_GT(out.size(), AnswerFilter::max_bytes - 2);
  EXPECT_EQ(out.size() % 2, 0U);
}

}  // namespace
}  // namespace mta
