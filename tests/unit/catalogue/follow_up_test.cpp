// What a message means that goes on with the ones before.
#include <gtest/gtest.h>

#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

using test::ask;
using test::names;
using test::offers;
using Names = std::vector<std::string>;

TEST(FollowUpTest, WhatWasAskedForOneByOneIsAddedUp) {
  for (const auto& turns : std::vector<std::vector<std::string>>{
           {"price of the diode laser", "and the co2?", "what would both come to?"},
           {"prix du laser diode", "et le co2 ?", "les deux ensemble ?"},
           {"قديش الدايود", "والـ CO2؟", "قديش التنين سوا"},
           {"adesh el diode", "w el co2", "adesh tnaynon sawa"}}) {
    const Question question = ask(turns);
    EXPECT_EQ(names(question), (Names{"Android System Diode Laser Hair Removal Machine",
                                      "Glass Tube CO₂ Laser Machine"}))
        << turns.back();
    EXPECT_NE(compose(question, test::shipped_understanding().knowledge()).find("18700"),
              std::string::npos)
        << turns.back();
  }
}

TEST(FollowUpTest, ThreeTurnsTogetherAreThreeDevices) {
  EXPECT_EQ(ask({"price of the hifu", "and the sauna", "and the g8", "all three together?"})
                .products.size(),
            3U);
}

TEST(FollowUpTest, ANumberMeansTheOneThatIsCalledAlike) {
  for (const auto& turns :
       std::vector<std::vector<std::string>>{{"price of the hydrafacial 7 in 1", "and the 9?"},
                                             {"بشحال الهيدرافيشيال 7", "و ديال 9؟"},
                                             {"bade hydrafacial", "2asde abou el tes3a"},
                                             {"بدي جهاز هيدرافيشل", "قصدي أبو التسعة"}}) {
    EXPECT_EQ(names(ask(turns)), Names{"HydraFacial Machine (9-in-1)"}) << turns.back();
  }
  EXPECT_EQ(names(ask({"price of the G8", "and how much for three of them"})),
            Names{"G8 Slimming Machine"});
}

TEST(FollowUpTest, ASizeMeansTheOneThatIsMostAlike) {
  EXPECT_EQ(names(ask({"price of hydrafacial 9 in 1", "do you have a smaller version?"})),
            Names{"Hydrafacial Bubble 7-in-1 Machine"});
  EXPECT_EQ(names(ask({"emslim price", "is there a stronger model"})),
            Names{"EMS Machine (EMS IV)"});
}

TEST(FollowUpTest, ACorrectionLooksNotAmongTheDevicesBefore) {
  EXPECT_FALSE(
      offers(ask({"a machine for loose skin on the face", "no sorry i meant on the belly"}),
             "EMS RF Face Lift Machine"));
}

TEST(FollowUpTest, AComparativeStaysWithWhatIsNamed) {
  const Question question = ask({"سعر الدايود كام", "ده غالي اوي مفيش حاجة ارخص للشعر"});
  EXPECT_TRUE(question.is(Intent::cheapest_already));
  EXPECT_EQ(names(question), Names{"Android System Diode Laser Hair Removal Machine"});
}

TEST(FollowUpTest, ABareFigureIsABudgetWhereDevicesWereShown) {
  const Question question = ask({"what have you got against cellulite", "i can only spend 2000"});
  EXPECT_FALSE(offers(question, "VelaShape Slimming Machine"));
  EXPECT_TRUE(offers(question, "G8 Slimming Machine"));
}

TEST(FollowUpTest, TheWayToReachUsIsSaidOnceUnlessItIsAskedFor) {
  for (const auto& turns : std::vector<std::vector<std::string>>{
           {"do you deliver to Iraq?", "and is there a warranty?"},
           {"بتوصلوا على العراق؟", "وفي ضمان؟"},
           {"btwaslo 3al 3ira2?", "w fi kafale?"}}) {
    EXPECT_NE(test::answer_to({turns.front()}).find("https://"), std::string::npos);
    EXPECT_EQ(test::answer_to(turns).find("https://"), std::string::npos) << turns.back();
  }
  EXPECT_NE(test::answer_to({"do you deliver to Iraq?", "how can i contact you?"}).find("https://"),
            std::string::npos);
}

TEST(FollowUpTest, TheLanguageOfTheLastMessageRules) {
  EXPECT_EQ(ask({"price of the hifu", "والساونا؟"}).language, Language::arabic);
  EXPECT_EQ(ask({"قديش الهايفو", "w adesh el sauna?"}).language, Language::arabizi);
  EXPECT_EQ(ask({"adesh el hifu", "and how much is the sauna?"}).language, Language::english);
  // A name alone is of no language, and goes on in that of the message before.
  EXPECT_EQ(ask({"قديش الهايفو", "velashape?"}).language, Language::arabic);
  EXPECT_EQ(ask({"بدي hydrafacial", "the 9 in 1 قديش"}).language, Language::arabic);
}

TEST(FollowUpTest, AShortQuestionKeepsTheBudgetOfTheTurnBefore) {
  const Question question = ask({"ابي جهاز للوجه تحت 3000", "والجسم؟"});
  EXPECT_FALSE(offers(question, "Fat Freezing 360° (4 Handles)"));
  EXPECT_TRUE(offers(question, "G8 Slimming Machine") || offers(question, "Microwave Cavitation"));
  EXPECT_TRUE(
      offers(ask({"ابي جهاز للوجه تحت 3000", "وبكم الفيلا شيب؟"}), "VelaShape Slimming Machine"));
}

TEST(FollowUpTest, WhatWasNamedIsSpokenOfThoughNothingWasShown) {
  EXPECT_EQ(names(ask({"ابي اشيل تاتو الحواجب", "وش الارخص"})),
            std::vector<std::string>{"Q-Switched Nd:YAG Laser"});
}

TEST(FollowUpTest, ThePriceOfOneThatWasShownPointsAtIt) {
  EXPECT_EQ(names(ask({"do you have a skin analyzer",
                       "4700 hmm. is there something lower that has one built in"})),
            std::vector<std::string>{"4-in-1 Oxygen Facial Machine with Skin Analyzer"});
  EXPECT_EQ(names(ask({"which lasers do you have", "the one for 2300, what does it do?"})),
            std::vector<std::string>{"Q-Switched Nd:YAG Laser"});
}

TEST(FollowUpTest, NotTheDearOneIsTheCheapOne) {
  for (const auto& turns : std::vector<std::vector<std::string>>{
           {"do you have a led machine", "not the expensive one"}, {"عندكم ليد؟", "مش الغالي"}}) {
    EXPECT_EQ(names(ask(turns)).front(), "LED Light Therapy") << turns.back();
  }
}

TEST(FollowUpTest, ATotalWithAnotherDeviceCountsTheOneShown) {
  for (const auto& turns : std::vector<std::vector<std::string>>{
           {"price of the kegel chair", "and if I take the sauna dome with it, what is the total?"},
           {"كرسي كيجل بكم لو سمحتوا", "حلو، واذا اخذت معاه قبة الساونا كم المجموع"}}) {
    const Question question = ask(turns);
    EXPECT_EQ(question.products.size(), 2U) << turns.back();
    EXPECT_NE(test::answer_to(turns).find("6000"), std::string::npos) << turns.back();
  }
}

}  // namespace
}  // namespace mta::catalogue
