#include "eval/judge.h"

#include <gtest/gtest.h>

#include "eval/question_file.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::eval {
namespace {

class JudgeTest : public testing::Test {
 protected:
  std::vector<std::string> judged(const std::string& expected, const std::string& answer) const {
    const std::string line = R"({"turns": ["x"])" + (expected.empty() ? "" : ", " + expected) + "}";
    const auto questions = read_questions({{"q", line}}, devices_, {});
    EXPECT_TRUE(questions) << line << ": " << (questions ? "" : questions.error().front());
    return faults(questions.value().front(), {{.text = answer, .model = "m"}}, devices_);
  }

  void right(const std::string& expected, const std::string& answer) const {
    for (const std::string& fault : judged(expected, answer))
      ADD_FAILURE() << fault << ": " << answer;
  }

  void wrong(const std::string& expected, const std::string& answer, const std::string& why) const {
    const auto found = judged(expected, answer);
    ASSERT_EQ(found.size(), 1U) << answer;
    EXPECT_NE(found.front().find(why), std::string::npos) << found.front();
  }

  Knowledge knowledge_ = test::shipped_knowledge();
  DeviceList devices_{knowledge_};
};

constexpr const char* hifu = "- 7D HIFU Machine: 6600 USD";
constexpr const char* arabic_hifu = "- 7D HIFU Machine (جهاز هايفو 7D): ٦٬٦٠٠ دولار أمريكي";

TEST_F(JudgeTest, LooksForDevices) {
  right(R"("devices": "7D HIFU Machine")", hifu);
  wrong(R"("devices": ["7D HIFU Machine", "EMS Kegel Chair"])", hifu,
        "does not name \"EMS Kegel Chair\"");
  right(R"("devices_any": ["7D HIFU Machine", "EMS Kegel Chair"])", hifu);
  wrong(R"("devices_any": ["EMS Kegel Chair", "RF Microneedling"])", hifu,
        "names none of \"EMS Kegel Chair\", \"RF Microneedling\"");
  wrong(R"("devices_not": "7D HIFU Machine")", hifu, "names \"7D HIFU Machine\" and must not");
  right(R"("devices_not": "EMS Kegel Chair")", hifu);
}

TEST_F(JudgeTest, LooksForPrices) {
  for (const std::string answer :
       {hifu, arabic_hifu, "It is $6,600.", "**6600** dollars", "6\u00A0600 USD"}) {
    right(R"("prices": 6600)", answer);
  }
  wrong(R"("prices": [6600, 3200])", hifu, "does not say 3200");
  wrong(R"("prices": 6600)", "It is 16600.", "does not say 6600");
  wrong(R"("prices_any": [1, 2])", hifu, "says none of 1, 2");
  wrong(R"("prices_not": 6600)", hifu, "says 6600 and must not");
  wrong(R"("prices": 360)", "Fat Freezing 360° (4 Handles)", "does not say 360");
  right(R"("prices": 9800)", "Both together: 9800 USD");
}

TEST_F(JudgeTest, LooksForPricesOfOtherDevices) {
  right(R"("devices": "7D HIFU Machine", "no_other_prices": true)", hifu);
  right(R"("prices": 6600, "no_other_prices": true)", std::string(hifu) + ", for 10 sessions");
  wrong(R"("prices": 6600, "no_other_prices": true)", "6600 or 3200 USD", "says 3200");
  right(R"("no_devices": true)", "We have 28 devices.");
  wrong(R"("no_devices": true)", "About 6600 USD", "says 6600");
  wrong(R"("no_devices": true)", "Ask for the 7D HIFU Machine.", "must name no device");
}

TEST_F(JudgeTest, KnowsADeviceListedAtAnotherPrice) {
  wrong("", "- 7D HIFU Machine: 6500 USD", "lists \"7D HIFU Machine\" at 6500; its price is 6600");
  wrong("", "جهاز: 7D HIFU Machine (جهاز هايفو 7D): 6500", "at 6500");
  wrong("", "**7D HIFU Machine**: $7,300", "at 7300");
  right("", hifu);
  right("", arabic_hifu);
  right("", "7D HIFU Machine: 7 depths, 6600 USD");
}

TEST_F(JudgeTest, LooksForTextsWhateverTheirForm) {
  right(R"("contains": "Don't GUESS")", "I don’t   guess, *really*.");
  right(R"("contains": "أخمن")", "لا أريد أن أخمّن");
  right(R"("contains": "cafe")", "Café");
  right(R"("contains": "café")", "Cafe\u0301");
  right(R"("contains": "lifecycle:view")", "lifecycle:\u200Bview");
  wrong(R"("contains": ["doctor", "clinic"])", "Ask the clinic", "does not contain \"doctor\"");
  wrong(R"("contains_any": ["a|b", "c"])", "a and b", "contains none of \"a|b\", \"c\"");
  wrong(R"("contains_not": "amazon")", "It is on Amazon.", "contains \"amazon\" and must not");
}

TEST_F(JudgeTest, LooksForPatterns) {
  right(R"x("matches": "\\d+ (months|years)", "matches_not": "free")x", "2 years");
  wrong(R"("matches": "^no")", "yes", "does not match \"^no\"");
  wrong(R"("matches_not": "y.s")", "yes", "matches \"y.s\" and must not");
  right(R"("matches": "6600")", "٦٦\u200B٠٠");
  const std::string many(3000, 'a');
  wrong(R"("matches": "(a+)+$")", many + "!", "too many ways");
  wrong(R"("matches_not": "(a+)+$")", many + "!", "too many ways");
}

TEST_F(JudgeTest, KnowsTheLanguageOfTheAnswersOwnWords) {
  const std::string listed = std::string(hifu) + "\n  " + knowledge_.products[0].description;
  right(R"("answer_language": "en")", "From our catalogue:\n" + listed);
  right(R"("answer_language": "arabizi")", "Men el catalogue taba3na:\n" + listed);
  right(R"("answer_language": "ar")", "من قائمة منتجاتنا:\n" + listed);
  right(R"("answer_language": "fr")", "Voici nos appareils pour votre clinique:\n" + listed);
  wrong(R"("answer_language": "ar")", "From our catalogue:\n" + listed,
        "is in English, not in Arabic");
  wrong(R"("answer_language": "en")", "من قائمة منتجاتنا:\n" + listed,
        "is in Arabic, not in English");
  wrong(R"("answer_language": "arabizi")", "Our devices are the best that you can buy.",
        "is in English, not in Arabizi");
  right(R"("answer_language": "ar")", listed);
}

TEST_F(JudgeTest, TellsEverythingThatIsWrong) {
  EXPECT_EQ(judged(R"("devices": "EMS Kegel Chair", "prices": 1, "contains": "x", "matches": "z")",
                   "- 7D HIFU Machine: 1500 USD")
                .size(),
            5U);
}

TEST_F(JudgeTest, CallsNoAnswerRightThatTheModelDidNotGive) {
  const Question question{.turns = {"a", "b"}};
  const Answer fine{.text = "fine", .model = "m"};
  EXPECT_TRUE(faults(question, {fine, fine}, devices_).empty());
  const auto failed = faults(question, {{.model = "m", .error = "timeout"}}, devices_);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed.front(), "turn 1 got no answer: timeout");
  const auto stood_in =
      faults(question, {{.text = "x", .model = "catalogue", .fallback = true}, fine}, devices_);
  ASSERT_EQ(stood_in.size(), 1U);
  EXPECT_NE(stood_in.front().find("the model failed"), std::string::npos);
  EXPECT_EQ(faults(question, {}, devices_).size(), 1U);
}

}  // namespace
}  // namespace mta::eval
