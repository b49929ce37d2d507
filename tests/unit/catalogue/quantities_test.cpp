// How many pieces are asked for, and what they cost together.
#include <gtest/gtest.h>

#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

using test::ask;
using test::names;
using Names = std::vector<std::string>;
using Pieces = std::vector<int>;

std::string answer(const std::vector<std::string>& turns) {
  return compose(ask(turns), test::shipped_understanding().knowledge());
}

TEST(QuantitiesTest, PiecesAreMultipliedInEveryLanguage) {
  for (const std::string message :
       {"how much for 3 hifu machines?", "price of three HIFU", "hifu x3 total?",
        "بكم ٣ أجهزة هايفو؟", "كم سعر هايفو عدد 3", "2addesh 7a2 tlet makinet hifu",
        "prix de trois appareils hifu", "3 pcs of the 7D HIFU, price please"}) {
    const std::string said = answer({message});
    EXPECT_NE(said.find("6600"), std::string::npos) << message;
    EXPECT_NE(said.find("× 3 = 19800"), std::string::npos) << message << "\n" << said;
  }
}

TEST(QuantitiesTest, EachDeviceHasItsOwnNumberAndTheSumCountsThemAll) {
  const Question question = ask({"what would 2 HIFU and 3 G8 cost, and one kegel chair?"});
  EXPECT_EQ(question.pieces, (Pieces{2, 3, 1}));
  EXPECT_NE(
      answer({"what would 2 HIFU and 3 G8 cost, and one kegel chair?"}).find("Together: 18050 USD"),
      std::string::npos);
  EXPECT_NE(answer({"بدي جهازين هايفو و 3 g8 كم المجموع"}).find("14850"), std::string::npos);
}

TEST(QuantitiesTest, OfSeveralThatAreCalledAlikeEachIsCountedAndNoSumIsMade) {
  const std::string said = answer({"3 hydrafacial w 2 hifu, 2adesh el majmou3?"});
  for (const std::string part : {"× 3 = 4500", "× 3 = 12000", "× 2 = 13200"}) {
    EXPECT_NE(said.find(part), std::string::npos) << said;
  }
  EXPECT_EQ(said.find("El majmou3"), std::string::npos) << said;
}

TEST(QuantitiesTest, ANumberGluedToANameIsAWordOfItsOwn) {
  const Question question = ask({"hydrafacial9 under 4500usd"});
  EXPECT_EQ(question.language, Language::english);
  EXPECT_EQ(names(question), Names{"HydraFacial Machine (9-in-1)"});
}

TEST(QuantitiesTest, ANumberOfANameCountsNothing) {
  for (const std::string message :
       {"price of hydrafacial 9", "price of the 9 in 1 hydrafacial", "7d hifu price",
        "fat freezing 4 handles price", "كم سعر قبة الساونا بثلاث مناطق", "سعر 4 مقابض تجميد",
        "كم سعر جهاز الأكسجين", "بكم جهاز الهايفو", "kam se3r jhez el hifu",
        "is the hifu good for 3 areas, price?", "price of the hifu for 2 clinics"}) {
    EXPECT_TRUE(ask({message}).pieces.empty()) << message;
  }
}

TEST(QuantitiesTest, AFollowUpCountsWhatWasSpokenOf) {
  EXPECT_EQ(ask({"price of the G8", "and how much for three of them"}).pieces, Pieces{3});
  EXPECT_EQ(ask({"سعر الهايفو", "وإذا بدي جهازين؟ كم السعر"}).pieces, Pieces{2});
  EXPECT_TRUE(ask({"price of the hydrafacial 7 in 1", "and the 9?"}).pieces.empty());
}

TEST(QuantitiesTest, ANumberBeforeAWordForDevicesIsNoPartOfAName) {
  EXPECT_EQ(names(ask({"ابي ثلاث اجهزة EMS sculpt كم يطلع"})), Names{"EMS Sculpt (EMSlim Neo)"});
}

TEST(QuantitiesTest, ADeviceThatIsTooDearIsNamedWithItsPrice) {
  const std::string said = answer({"I have 10000 SAR, is the HIFU within that?"});
  EXPECT_NE(said.find("find nothing"), std::string::npos);
  EXPECT_NE(said.find("7D HIFU Machine: 6600 USD (24750 SAR)"), std::string::npos);
}

}  // namespace
}  // namespace mta::catalogue
