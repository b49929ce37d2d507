#include "eval/pattern.h"

#include <gtest/gtest.h>

namespace mta::eval {
namespace {

bool found(const std::string& pattern, std::string_view text) {
  return Pattern::compile(pattern).value().search(text).value();
}

TEST(Pattern, SearchesCharactersInEitherCase) {
  EXPECT_TRUE(found("see a DOCTOR", "Please see a doctor."));
  EXPECT_TRUE(found("^.{4}$", "طبيب"));
  EXPECT_TRUE(found("doctor|طبيب", "راجع طبيب"));
  EXPECT_TRUE(found(R"(\d{1,2} (months?|years?))", "It has 2 years."));
  EXPECT_FALSE(found("^guess$", "I do not guess"));
}

TEST(Pattern, KnowsWordsOfEveryAlphabetInUse) {
  EXPECT_TRUE(found(R"(\bطبيب\b)", "راجع طبيب اليوم"));
  EXPECT_FALSE(found(R"(\bطبيب\b)", "راجع طبيبك اليوم"));
  EXPECT_FALSE(found(R"(\bgard\b)", "égard"));
  EXPECT_TRUE(found(R"(^\w+$)", "مرحبا"));
  EXPECT_FALSE(found(R"(\w)", "؟ — …"));
}

TEST(Pattern, SaysWhatIsWrongWithIt) {
  for (const std::string text : {"(unclosed", "[a-", "a{3,1}", "*", "(?<=a+)b", "\\"}) {
    const auto pattern = Pattern::compile(text);
    ASSERT_FALSE(pattern) << text;
    EXPECT_FALSE(pattern.error().empty());
    EXPECT_FALSE(pattern.error().contains(">>>HERE>>>")) << pattern.error();
  }
  EXPECT_FALSE(Pattern::compile(std::string(1000, '(') + std::string(1000, ')')));
}

TEST(Pattern, EndsWhereItTriesTooManyWays) {
  const std::string text(5000, 'a');
  for (const std::string pattern : {"(a+)+$", "(a*)*(a*)*x", "(a|aa)+$", "(.*a){20}c"}) {
    const auto ended = Pattern::compile(pattern).value().search(text + "b!");
    EXPECT_FALSE(ended && *ended) << pattern;
  }
  EXPECT_FALSE(Pattern::compile("(a+)+$").value().search(text + "b"));
}

}  // namespace
}  // namespace mta::eval
