#include "catalogue/stated_answers.h"

#include <gtest/gtest.h>

#include "catalogue/answers.h"
#include "catalogue/understanding.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::catalogue {
namespace {

using namespace std::chrono_literals;

const std::string header = "Question,Answer,Arabic Answer,Arabizi Answer,Valid Until\n";

LoadedAnswers load(const std::string& rows) { return load_answers({"answers.csv", header + rows}); }

TEST(StatedAnswers, ABadRowIsNamedWithItsLineAndColumn) {
  const LoadedAnswers loaded = load(
      "Warranty?,24 months,,,2027-06-30\nDelivery?,10 days,,,30.6.2027\n,x,,,\nWarranty?,x,,,2027-"
      "06-30\n");
  ASSERT_EQ(loaded.answers.size(), 1);
  EXPECT_EQ(loaded.answers[0].line, 2);
  ASSERT_GE(loaded.warnings.size(), 3);
  EXPECT_EQ(
      loaded.warnings[0],
      "answers.csv:3: column \"Valid Until\": \"30.6.2027\" is no day; it must be YYYY-MM-DD, "
      "as 2027-06-30, or empty; the row is left out");
  EXPECT_TRUE(loaded.warnings[1].starts_with("answers.csv:4: column \"Question\""));
  EXPECT_TRUE(loaded.warnings[2].starts_with("answers.csv:5: column \"Question\""));
}

TEST(StatedAnswers, AnotherHeaderIsAWarningAndNoAnswers) {
  const LoadedAnswers loaded = load_answers({"answers.csv", "Question,Answer\na,b\n"});
  EXPECT_TRUE(loaded.answers.empty());
  ASSERT_FALSE(loaded.warnings.empty());
  EXPECT_TRUE(loaded.warnings[0].starts_with("answers.csv:1: the header has no column"));
}

TEST(StatedAnswers, GapsAndExpiredRowsAreListed) {
  const LoadedAnswers loaded = load("Warranty?,24 months,,,2027-06-30\nDelivery?,,,,\n");
  const auto day = std::chrono::sys_days(2027y / 7 / 1);
  const auto lines = unused_answers(loaded.answers, "answers.csv", day);
  ASSERT_EQ(lines.size(), 2);
  EXPECT_TRUE(lines[0].starts_with("answers.csv:2: \"Warranty?\" was valid until 2027-06-30"));
  EXPECT_TRUE(lines[1].starts_with("answers.csv:3: \"Delivery?\" has no answer yet"));
  EXPECT_EQ(unused_answers(loaded.answers, "answers.csv", day - std::chrono::days(1)).size(), 1);
}

TEST(StatedAnswers, ALanguageWithoutTextFallsBack) {
  const StatedAnswer answer{.questions = {"q"}, .english = "en", .arabic = "ar", .arabizi = ""};
  EXPECT_EQ(stated_text(answer, Language::arabizi), "ar");
  EXPECT_EQ(stated_text({.questions = {"q"}, .english = "en"}, Language::arabic), "en");
  EXPECT_EQ(stated_text({.questions = {"q"}, .arabic = "ar"}, Language::english), "ar");
}

class AnswersAsked : public testing::Test {
 protected:
  AnswersAsked() {
    knowledge_.answers =
        load_answers({"answers.csv", test::read_source("tests/questions/answers/answers.csv")})
            .answers;
  }

  Question ask(const std::string& text, std::chrono::sys_days day = 2027y / 1 / 1) {
    const Understanding understanding(knowledge_, [day] { return day; });
    const std::vector<Message> conversation = {{.role = Role::user, .content = text}};
    return understanding.understand(conversation);
  }
  std::vector<std::size_t> lines(const Question& question) {
    std::vector<std::size_t> found;
    for (const std::size_t row : question.stated) found.push_back(knowledge_.answers[row].line);
    return found;
  }

  Knowledge knowledge_ = test::shipped_knowledge();
};

TEST_F(AnswersAsked, OneWordingIsFoundInOtherWordsAndLanguages) {
  for (const char* text : {"does the hifu come with a warranty?", "الجهاز مكفول؟",
                           "el hifu 3leh kafele?", "L'appareil HIFU est-il garanti ?"}) {
    EXPECT_EQ(lines(ask(text)), std::vector<std::size_t>{3}) << text;
  }
}

TEST_F(AnswersAsked, APriceBesideItIsGiven) {
  const Question question = ask("كم سعر الهايفو 7D وهل عليه ضمان؟");
  EXPECT_TRUE(question.is(Intent::price));
  EXPECT_EQ(lines(question), std::vector<std::size_t>{3});
  const std::string text = compose(question, knowledge_);
  EXPECT_NE(text.find("6600"), std::string::npos);
  EXPECT_NE(text.find(knowledge_.answers[1].arabic), std::string::npos);
}

TEST_F(AnswersAsked, AnExpiredRowIsNotUsed) {
  EXPECT_EQ(lines(ask("Can I pay in instalments?")), std::vector<std::size_t>{5});
  EXPECT_TRUE(ask("Can I pay in instalments?", 2027y / 7 / 1).stated.empty());
}

TEST_F(AnswersAsked, AComplaintAProductAPriceAndAGreetingAreNotStolen) {
  for (const char* text :
       {"my skin went darker after ipl last week, is that going to stay??",
        "How much is the 7D HIFU machine?", "hello", "anything for acne scars that is NOT a laser",
        "I want to talk to a real person", "shad wesh men gher kheyoot", "كاش جهاز لترهل الوجه؟"}) {
    EXPECT_TRUE(ask(text).stated.empty()) << text;
  }
}

}  // namespace
}  // namespace mta::catalogue
