#include "chat/answer_filter.h"

#include <algorithm>
#include <random>
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

TEST(AnswerFilter, ThinkTagsHideAsReasoningDoes) {
  expect_filtered("<think>hm</think>Hello", "Hello");
  expect_filtered("<think>\nhm <reasoning> is no", "");
  expect_filtered("a</think>b", "a</think>b");
}

TEST(AnswerFilter, NestedAndOverlappingTagsHideUpToTheLastOne) {
  expect_filtered("<reasoning>a<reasoning>b</reasoning>c</reasoning>d", "d");
  expect_filtered("<reasoning>a<think>b</reasoning>c</think>d", "d");
  expect_filtered("<think>a</reasoning>b</think>c", "c");
}

TEST(AnswerFilter, NoMarkIsMadeByTakingAnotherOneOut) {
  expect_filtered("a<rea<reasoning>x</reasoning>soning>b", "a");
  expect_filtered("a<thi<|end|>nk>b</think>c", "ac");
  expect_filtered("a<|im_<|im_end|>end|>b", "ab");
  expect_filtered("a<<<|x|>|y|>think>b</think>c", "ac");
  expect_filtered("a<thi\u202Enk>b</think>c", "ac");
  expect_filtered("a<rea<think>x</think>der>b", "a<reader>b");
}

TEST(AnswerFilter, OnlyTheFinalChannelIsShown) {
  expect_filtered(
      "<|channel|>analysis<|message|>They ask <think> a price.<|end|><|start|>assistant"
      "<|channel|>final<|message|>It is 6600 USD.<|return|>",
      "It is 6600 USD.");
  expect_filtered(
      "<|start|>assistant<|channel|>commentary to=functions.price <|constrain|>json<|message|>{}"
      "<|call|><|start|>assistant<|channel|>final <|constrain|>text<|message|>Hello<|end|>",
      "Hello");
  expect_filtered("a<|channel|>analysis<|message|>never ends", "a");
  expect_filtered("a<|channel|>final never begins", "a");
  expect_filtered("<|start|>assistant<|message|>Hello<|end|><|start|>user<|message|>x", "Hello");
  expect_filtered("<|channel|>finally<|message|>x<|channel|>final<|message|>Hello", "Hello");
}

TEST(AnswerFilter, TemplateTokensGo) {
  expect_filtered("Hello<|im_end|>", "Hello");
  expect_filtered("Hello<|reserved_special_token_25|> <|eot_id|>you<||>", "Hello you");
  expect_filtered("Hello<\uFF5Cend\u2581of\u2581sentence\uFF5C>", "Hello");
}

TEST(AnswerFilter, WhatOnlyLooksLikeATokenIsText) {
  for (const std::string text : {"a <| b", "a |> b", "<|>", "<|a\nb|>", "<|a>|>", "1 < 2 | 3 > 2",
                                 "ends with <|im_en", "\uFF5C>", "<table><tr>"}) {
    expect_filtered(text, text);
  }
  const std::string longer = "<|" + std::string(300, 'x') + "|>";
  EXPECT_EQ(filtered({longer}), longer);
}

TEST(AnswerFilter, NothingChangesTheDirectionOfWhatFollows) {
  expect_filtered("a\u202Eb\u202Cc\u202A\u202B\u202Dd", "abcd");
  expect_filtered("a\u2066b\u2067c\u2068d\u2069e", "abcde");
  expect_filtered("\u200Fسعر\u200E 12", "\u200Fسعر\u200E 12");
}

/// Made of pieces of marks, so that many of them meet.
std::string random_text(std::mt19937& random) {
  const std::vector<std::string> parts = {
      "<reasoning>", "</reasoning>", "<think>",  "</think>", "<|channel|>", "<|message|>",
      "<|end|>",     "<|start|>",    "analysis", "final",    "assistant",   "<",
      "<|",          "|>",           "|",        ">",        "<rea",        "soning>",
      "<th",         "ink>",         "</",       "x",        " ",           "\n",
      "سعر",         "\x1B[0m",      "\u202E",   "\xFF",     "\uFF5C",      "\xF0\x9F"};
  std::string text;
  for (auto count = random() % 14; count > 0; --count) text += parts[random() % parts.size()];
  return text;
}

TEST(AnswerFilter, AnySplitSaysTheSameAndNothingIsLeftToTakeOut) {
  std::mt19937 random(12);  // NOLINT(bugprone-random-generator-seed): every run is the same
  for (int run = 0; run < 20'000; ++run) {
    const std::string text = random_text(random);
    const std::string whole = filtered({text});
    std::vector<std::string> pieces;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 5, rest.size());
      pieces.emplace_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    ASSERT_EQ(filtered(pieces), whole) << text;
    ASSERT_EQ(filtered({whole}), whole) << text;
    for (const char* mark : {"<reasoning>", "<think>", "<|end|>", "<|x|>", "\u202E"}) {
      ASSERT_FALSE(whole.contains(mark)) << text;
    }
  }
}

TEST(AnswerFilter, WhatMayBecomeMarksIsHeldInBounds) {
  for (const std::string_view start : {"<rea", "<"}) {
    std::string text;
    for (std::size_t i = 0; i <= AnswerFilter::max_bytes + 1; ++i) text += start;
    AnswerFilter filter;
    std::string out = filter.feed(text);
    EXPECT_TRUE(filter.full()) << start;
    out += filter.finish();
    EXPECT_EQ(out, text.substr(0, AnswerFilter::max_bytes));
  }
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
