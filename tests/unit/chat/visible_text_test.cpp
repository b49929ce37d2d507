#include "chat/visible_text.h"

#include <vector>

#include <gtest/gtest.h>

namespace mta {
namespace {

std::vector<std::string> shown(const std::vector<std::string>& pieces) {
  VisibleText text;
  std::vector<std::string> out;
  for (const std::string& piece : pieces) out.push_back(text.feed(piece));
  out.push_back(text.finish());
  return out;
}

TEST(VisibleText, IsFilteredAsItComes) {
  EXPECT_EQ(shown({"<reaso", "ning>x</reasoning>He", "llo\x1B[1m", "!"}),
            (std::vector<std::string>{"", "He", "llo", "!", ""}));
}

TEST(VisibleText, WhiteSpaceWaitsForSomethingToRead) {
  EXPECT_EQ(shown({"\n", " ", "a", " ", "b"}),
            (std::vector<std::string>{"", "", "\n a", " ", "b", ""}));
}

TEST(VisibleText, ReasoningAndWhiteSpaceAloneAreNoAnswer) {
  VisibleText text;
  EXPECT_EQ(text.feed("<reasoning>only</reasoning> \n") + text.finish(), "");
  EXPECT_FALSE(text.has_answer());
}

TEST(VisibleText, TheEndOfAPieceThatWasHeldBackIsAnAnswer) {
  VisibleText text;
  EXPECT_EQ(text.feed("<"), "");
  EXPECT_EQ(text.finish(), "<");
  EXPECT_TRUE(text.has_answer());
}

}  // namespace
}  // namespace mta
