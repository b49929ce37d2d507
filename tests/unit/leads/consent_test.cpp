#include "leads/consent.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/file.h"

namespace mta::leads {
namespace {

ConsentWordings parsed(std::string_view markdown) {
  std::vector<std::string> problems;
  ConsentWordings wordings = ConsentWordings::parse(markdown, problems);
  EXPECT_TRUE(problems.empty()) << problems.front();
  return wordings;
}

std::vector<std::string> problems_of(std::string_view markdown) {
  std::vector<std::string> problems;
  ConsentWordings::parse(markdown, problems);
  return problems;
}

TEST(Consent, HasTheTextOfEachLanguageWordForWord) {
  const auto wordings = parsed("# Ours\nA note.\n\n## en\nMay we\ncall?\n\n## ar\nهل نتصل؟\n");
  EXPECT_EQ(wordings.of("en").text, "May we call?");
  EXPECT_EQ(wordings.of("ar").text, "هل نتصل؟");
}

TEST(Consent, AVersionIsTheHashOfTheText) {
  const auto before = parsed("## en\nMay we call?\n");
  const auto wrapped = parsed("A note.\n## en\r\nMay we\r\ncall?");
  const auto changed = parsed("## en\nMay we call you?\n");
  // printf 'May we call?' | sha256sum
  EXPECT_EQ(before.of("en").version, "7235ae3905f8436e");
  EXPECT_EQ(before.of("en").version, wrapped.of("en").version);
  EXPECT_NE(before.of("en").version, changed.of("en").version);
  EXPECT_EQ(before.version(before.of("en").version)->text, "May we call?");
  EXPECT_EQ(before.version(changed.of("en").version), nullptr);
}

TEST(Consent, AnUnknownLanguageIsAskedInALessExactOneOrEnglish) {
  const auto wordings = parsed("## en\nE\n## ar\nA\n## ar-Latn\nL\n");
  EXPECT_EQ(wordings.of("ar-SA").text, "A");
  EXPECT_EQ(wordings.of("AR-latn-LB").text, "L");
  EXPECT_EQ(wordings.of("de").text, "E");
  EXPECT_EQ(wordings.of("").text, "E");
}

TEST(Consent, SaysInWhichLineTheFileIsWrong) {
  EXPECT_EQ(problems_of(""),
            std::vector<std::string>{"consent.md:1: the section \"## en\" is missing"});
  EXPECT_EQ(problems_of("## en\nE\n\n## ar\n\n## en\nTwice\n"),
            (std::vector<std::string>{"consent.md:4: the section has no text",
                                      "consent.md:6: the language has a section"}));
  EXPECT_EQ(problems_of("## en\nE\n## In Arabic\nA\n"),
            std::vector<std::string>{"consent.md:3: a section is named by its language: ## en"});
}

TEST(Consent, OurFileAsksInEachLanguageThatTheChatSpeaks) {
  const auto text = read_file(std::string(MTA_SOURCE_DIR) + "/knowledge/consent.md");
  ASSERT_TRUE(text);
  const auto wordings = parsed(*text);
  for (const char* language : {"en", "ar", "ar-Latn", "fr"}) {
    EXPECT_EQ(wordings.of(language).language, language);
  }
}

}  // namespace
}  // namespace mta::leads
