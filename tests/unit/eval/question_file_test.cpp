#include "eval/question_file.h"

#include <gtest/gtest.h>

#include "eval/json_line.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::eval {
namespace {

class QuestionFileTest : public testing::Test {
 protected:
  auto read(const std::string& text) const { return read_questions({{"q", text}}, devices_, {}); }

  std::vector<std::string> problems(const std::string& text) const {
    const auto questions = read(text);
    return questions ? std::vector<std::string>{} : questions.error();
  }

  /// The one problem of a line.
  std::string problem(const std::string& line) const {
    const auto found = problems(line);
    EXPECT_EQ(found.size(), 1U) << line;
    return found.empty() ? "" : found.front();
  }

  /// The one problem of a question with this beside its turns.
  std::string problem_with(const std::string& members) const {
    return problem(R"({"turns": ["hi"], )" + members + "}");
  }

  Knowledge knowledge_ = test::shipped_knowledge();
  DeviceList devices_{knowledge_};
};

#define EXPECT_CONTAINS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "in: " << (text)

TEST_F(QuestionFileTest, ReadsEverythingThatAQuestionCanSay) {
  const auto questions = read(
      R"({"id": "a", "category": "price", "language": "gulf", "note": "n", )"
      R"("turns": ["hello", " how much? "], "devices": ["7d hifu machine"], )"
      R"("devices_any": "كرسي كيجل EMS", "devices_not": ["RF Microneedling"], "prices": 6600, )"
      R"("prices_any": [1, 2], "prices_not": [3], "no_other_prices": true, "contains": "a", )"
      R"("contains_any": ["b", "c"], "contains_not": ["d"], "matches": "e", )"
      R"("matches_not": ["f", "g"], "answer_language": "ar"})");
  ASSERT_TRUE(questions);
  ASSERT_EQ(questions->size(), 1U);
  const Question& question = questions->front();
  EXPECT_EQ(question.id, "a");
  EXPECT_EQ(question.category, "price");
  EXPECT_EQ(question.language, "gulf");
  EXPECT_EQ(question.turns, (std::vector<std::string>{"hello", "how much?"}));
  const Expectation& expected = question.expected;
  EXPECT_EQ(expected.devices, std::vector<std::string>{"7D HIFU Machine"});
  EXPECT_EQ(expected.devices_any, OneOfEach<std::string>{{"EMS Kegel Chair"}});
  EXPECT_EQ(expected.devices_not, std::vector<std::string>{"RF Microneedling"});
  EXPECT_EQ(expected.prices, std::vector<std::int64_t>{6600});
  EXPECT_EQ(expected.prices_any, (OneOfEach<std::int64_t>{{1, 2}}));
  EXPECT_EQ(expected.prices_not, std::vector<std::int64_t>{3});
  EXPECT_TRUE(expected.no_other_prices);
  EXPECT_FALSE(expected.no_devices);
  EXPECT_EQ(expected.contains, std::vector<std::string>{"a"});
  EXPECT_EQ(expected.contains_any, (OneOfEach<std::string>{{"b", "c"}}));
  EXPECT_EQ(expected.contains_not, std::vector<std::string>{"d"});
  EXPECT_EQ(expected.matches.size(), 1U);
  EXPECT_EQ(expected.matches_not.size(), 2U);
  EXPECT_EQ(expected.language, AnswerLanguage::arabic);
}

TEST_F(QuestionFileTest, TakesWhatEditorsWrite) {
  const auto questions = read("\xEF\xBB\xBF{\"turns\": [\"a\"]}\r\n\r\n \t\n{\"turns\": \"b\"}");
  ASSERT_TRUE(questions);
  ASSERT_EQ(questions->size(), 2U);
  EXPECT_EQ((*questions)[0].id, "q:1");
  EXPECT_EQ((*questions)[1].id, "q:4");
  EXPECT_EQ((*questions)[1].place.line, 4U);
}

TEST_F(QuestionFileTest, AppliesACategorysLineToItsFile) {
  const auto questions = read_questions(
      {{"a", R"({"turns": "x", "category": "k", "contains_any": ["own"]})"
             "\n"
             R"({"for_category": "k", "contains_any": ["a", "b"], "no_devices": true})"},
       {"b", R"({"turns": "y", "category": "k"})"}},
      devices_, {});
  ASSERT_TRUE(questions);
  EXPECT_EQ((*questions)[0].expected.contains_any, (OneOfEach<std::string>{{"own"}, {"a", "b"}}));
  EXPECT_TRUE((*questions)[0].expected.no_devices);
  EXPECT_TRUE((*questions)[1].expected.is_empty());
  EXPECT_CONTAINS(problem(R"({"for_category": "k", "no_devices": true})"), "q:1: \"for_category\"");
}

TEST_F(QuestionFileTest, TellsEveryWrongLine) {
  const auto found = problems(
      "{\n{\"turns\": [\"a\"]}\n[]\nx\n{\"turns\": [\"a\"], \"price\": [1], \"devices\": "
      "[\"Hifu\"]}\n");
  ASSERT_EQ(found.size(), 5U);
  EXPECT_TRUE(found[0].starts_with("q:1: "));
  EXPECT_TRUE(found[1].starts_with("q:3: "));
  EXPECT_TRUE(found[2].starts_with("q:4: "));
  EXPECT_TRUE(found[3].starts_with("q:5: "));
  EXPECT_TRUE(found[4].starts_with("q:5: "));
}

TEST_F(QuestionFileTest, SaysWhatIsWrongWithALineThatIsNoObject) {
  EXPECT_CONTAINS(problem(R"({"turns": ["a"],})"), "comma");
  EXPECT_CONTAINS(problem(R"({"turns": ["a"]},)"), "comma behind the object");
  EXPECT_CONTAINS(problem(R"([{"turns": ["a"]}])"), "JSON array");
  EXPECT_CONTAINS(problem("{"), "does not end on its line");
  EXPECT_CONTAINS(problem(R"({'turns': ['a']})"), "double quotes");
  EXPECT_CONTAINS(problem("{\u201Cturns\u201D: 1}"), "typographic");
  EXPECT_CONTAINS(problem("# note"), "no comments");
  EXPECT_CONTAINS(problem("turns: hello"), "one JSON object");
  EXPECT_CONTAINS(problem(R"({"turns": ["a"]} {"turns": ["b"]})"), "something follows");
  EXPECT_CONTAINS(problem("{\"turns\": [\"a\tb\"]}"), "backslash");
  EXPECT_CONTAINS(problem(R"({"turns": ["a"], "matches": "\d"})"),
                  "backslash in a text is written twice");
  EXPECT_CONTAINS(problem(R"({"turns": ["a"], "prices": [1], "prices": [2]})"), "stands twice");
  EXPECT_CONTAINS(problem("{\"turns\": [\"" + std::string(longest_line, 'a') + "\"]}"), "65536");
  EXPECT_CONTAINS(problem("{\"turns\": [\"a\xFF\"]}"), "not UTF-8");
  EXPECT_CONTAINS(problem(std::string("\xFF\xFE{\0", 4)), "UTF-16");
}

TEST_F(QuestionFileTest, WantsAQuestion) {
  for (const std::string text : {"", "\n\n", "\xEF\xBB\xBF"}) {
    EXPECT_CONTAINS(problem(text), "q:1: the file has no question");
  }
  EXPECT_CONTAINS(problem("{}"), "\"turns\": it is missing");
  EXPECT_CONTAINS(problem(R"({"turns": []})"), "\"turns\"");
  EXPECT_CONTAINS(problem(R"({"turns": [" "]})"), "a turn is empty");
  EXPECT_CONTAINS(problem(R"({"turns": [")" + std::string(4001, 'a') + "\"]}"), "4001 characters");
}

TEST_F(QuestionFileTest, SaysWhatAMemberMustBe) {
  EXPECT_CONTAINS(problem_with(R"("price": 1)"), "did you mean \"prices\"");
  EXPECT_CONTAINS(problem_with(R"("Devices": "7D HIFU Machine")"), "did you mean \"devices\"");
  EXPECT_CONTAINS(problem_with(R"("devices": ["7D HIFU Machin"])"),
                  "the nearest name is \"7D HIFU Machine\"");
  EXPECT_CONTAINS(problem_with(R"("devices": [7])"), "a list of texts");
  EXPECT_CONTAINS(problem_with(R"("devices": [])"), "leave it out");
  EXPECT_CONTAINS(problem_with(R"("contains": null)"), "a list of texts");
  EXPECT_CONTAINS(problem_with(R"("contains": "!")"), "nothing to look for");
  for (const std::string price : {"\"6600\"", "6600.5", "-1", "0", "[]", "[1, null]", "1e30"}) {
    EXPECT_CONTAINS(problem_with("\"prices\": " + price), "a whole number above 0");
  }
  EXPECT_CONTAINS(problem_with(R"("no_devices": "yes")"), "true or false");
  EXPECT_CONTAINS(problem_with(R"("answer_language": "english")"), "\"en\"");
  EXPECT_CONTAINS(problem_with(R"("matches": "(a")"), "no regular expression");
  EXPECT_CONTAINS(problem_with(R"("matches": "")"), "no regular expression");
  EXPECT_CONTAINS(problem_with(R"("id": 7)"), "1 to 100 characters");
  EXPECT_CONTAINS(problem_with(R"("category": "")"), "1 to 100 characters");
}

TEST_F(QuestionFileTest, RefusesWhatNoAnswerCouldFulfil) {
  EXPECT_CONTAINS(problem_with(R"("no_devices": true, "devices": "RF Microneedling")"),
                  "cannot be true");
  EXPECT_CONTAINS(problem_with(R"("no_devices": true, "prices": 1)"), "cannot be true");
  EXPECT_CONTAINS(
      problem_with(R"("devices": "RF Microneedling", "devices_not": "RF Microneedling")"),
      "\"devices_not\"");
  EXPECT_CONTAINS(problem_with(R"("prices": 1, "prices_not": 1)"), "\"prices_not\"");
}

TEST_F(QuestionFileTest, WantsEachIdOnceInAllFiles) {
  const auto questions = read_questions({{"a", R"({"id": "x", "turns": "1"})"},
                                         {"b",
                                          "\n"
                                          R"({"id": "x", "turns": "2"})"}},
                                        devices_, {});
  ASSERT_FALSE(questions);
  ASSERT_EQ(questions.error().size(), 1U);
  EXPECT_CONTAINS(questions.error().front(), "b:2: \"id\": \"x\" is already the id of a:1");
}

TEST_F(QuestionFileTest, EndsOnAnyBytes) {
  std::string bytes;
  std::uint32_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 1'664'525U + 1'013'904'223U;
    bytes += R"({}[]":,\turnsx 1)"[(state >> 24U) % 16];
    if (state % 97 == 0) bytes += '\n';
    if (state % 1009 == 0) bytes += static_cast<char>(state >> 16U);
  }
  EXPECT_FALSE(read(bytes));
}

}  // namespace
}  // namespace mta::eval
