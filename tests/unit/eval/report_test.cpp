#include "eval/report.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace mta::eval {
namespace {

Question question(std::string id, std::string category, std::string language) {
  return {.place = {.file = "f", .line = 1},
          .id = std::move(id),
          .category = std::move(category),
          .language = std::move(language),
          .turns = {"hello?"},
          .expected = {.contains = {"x"}}};
}

Verdict verdict(std::string text, std::vector<std::string> faults = {}) {
  return {.answers = {{.text = std::move(text), .model = "catalogue"}},
          .faults = std::move(faults)};
}

TEST(Report, ShowsMissesTableAndSum) {
  const std::vector<Question> questions = {question("a", "سعر", "en"), question("b", "سعر", "ar"),
                                           question("c", "", "en")};
  const std::vector<Verdict> verdicts = {verdict("1"), verdict("2\n\n3", {"does not say 5"}),
                                         verdict("4")};
  EXPECT_EQ(text_report(
                mta::eval::Run{.questions = questions, .results = verdicts, .model = "catalogue"}),
            "f:1 b · سعر · ar\n"
            "  > hello?\n"
            "  wrong: does not say 5\n"
            "  | 2\n"
            "  |\n"
            "  | 3\n"
            "\n"
            "      ar   en  all\n"
            "-      -  1/1  1/1 100 %\n"
            "سعر  0/1  1/1  1/2  50 %\n"
            "all  0/1  2/2  2/3  66 %\n"
            "2 of 3 questions are right.\n");
}

TEST(Report, SaysWhatASumOfRightAnswersHides) {
  std::vector<Question> questions = {question("a", "k", "en")};
  questions[0].expected = {};
  std::vector<Verdict> verdicts = {verdict("1")};
  verdicts[0].answers[0].fallback = true;
  verdicts[0].answers[0].corrected = true;
  const std::string text =
      text_report(mta::eval::Run{.questions = questions, .results = verdicts, .model = "m"});
  for (const char* part : {"1 question expects nothing", "failed 1 time", "corrected 1 answer."}) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
}

TEST(Report, CountsWhatAModelAnsweredAndCost) {
  const std::vector<Question> questions = {question("a", "k", "en")};
  std::vector<Verdict> verdicts(1);
  verdicts[0].answers = {{.text = "1",
                          .model = "m",
                          .usage = {.input_tokens = 3, .output_tokens = 2, .cost_micro_usd = 7}},
                         {.text = "2", .model = "catalogue"}};
  const Spent spent = spent_on({.questions = questions, .results = verdicts, .model = "m"});
  EXPECT_EQ(spent.calls, 1U);
  EXPECT_EQ(spent.usage.input_tokens, 3);
  EXPECT_EQ(spent.usage.cost_micro_usd, 7);
}

class ComparisonTest : public testing::Test {
 protected:
  ComparisonTest() {
    questions_ = {question("a", "k", "en"), question("b", "k", "en")};
    questions_[1].turns = {"one", "two"};
    for (auto* verdicts : {&verdicts_, &others_}) {
      *verdicts = {verdict("same"), verdict("first")};
      (*verdicts)[1].answers.push_back({.text = "second", .model = "catalogue"});
    }
    others_[1].answers[1].text = "was other";
    others_[1].faults = {"wrong"};
  }

  [[nodiscard]] Comparison comparison() const {
    return {.run = {.questions = questions_, .results = verdicts_, .model = "catalogue"},
            .others = others_,
            .folder = "new",
            .other_folder = "old"};
  }

  std::vector<Question> questions_;
  std::vector<Verdict> verdicts_;
  std::vector<Verdict> others_;
};

TEST_F(ComparisonTest, ShowsTheAnswersThatDiffer) {
  EXPECT_EQ(text_report(comparison()),
            "- old\n+ new\n\nf:1 b · k · en\n  > two\n  wrong there, right here\n"
            "  - was other\n  + second\n\n1 of 3 answers differ.\n");
}

TEST_F(ComparisonTest, IsOneDocumentToo) {
  const auto document = boost::json::parse(json_report(comparison()));
  EXPECT_EQ(document.at("questions"), 2);
  EXPECT_EQ(document.at("answers"), 3);
  EXPECT_EQ(document.at("right"), 2);
  const auto& differences = document.at("differences").as_array();
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].at("turn"), 2);
  EXPECT_EQ(differences[0].at("answer"), "second");
  EXPECT_EQ(differences[0].at("other_answer"), "was other");
  EXPECT_EQ(differences[0].at("other_right"), false);
}

}  // namespace
}  // namespace mta::eval
