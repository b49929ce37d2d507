// Several devices, and what is said of one of them.
#include "catalogue/decision.h"

#include <gtest/gtest.h>

#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

using test::ask;
using test::names;
using test::offers;
using Names = std::vector<std::string>;

TEST(DecisionTest, EachOfManyThingsIsAnswered) {
  const Question question =
      ask({"kegel chair, belly fat, hair removal, tattoos, acne: what should i buy"});
  EXPECT_TRUE(offers(question, "EMS Kegel Chair"));
  EXPECT_TRUE(offers(question, "Android System Diode Laser Hair Removal Machine"));
  EXPECT_LE(question.products.size(), most_products_of_several);
}

TEST(DecisionTest, AndAsALetterPartsThingsBeforeEveryWord) {
  const Question question = ask({"بدي جهاز للشعر وجهاز للوشم وكرسي كيجل"});
  EXPECT_TRUE(offers(question, "Q-Switched Nd:YAG Laser"));
  EXPECT_EQ(question.products.size(), 4U);
}

TEST(DecisionTest, AnOrderIsSaidOfTheThingItStandsAt) {
  EXPECT_EQ(names(ask({"cheapest roller and cheapest hydrafacial"})),
            (Names{"Inner Ball Roller", "Hydrafacial Bubble 7-in-1 Machine"}));
  const Question question = ask({"a sauna and a facial machine thats not too expensive"});
  EXPECT_TRUE(offers(question, "3-Zone Far Infrared Sauna Dome with Tourmaline & Photon Therapy"));
  EXPECT_TRUE(offers(question, "4-in-1 Oxygen Facial Machine with Skin Analyzer"));
}

TEST(DecisionTest, ASizeOrANumberOfAnotherOneAsksForBoth) {
  for (const char* text : {"hydrafacial 7 or 9?", "ايه الفرق بين الهيدرافيشل ٧ و ٩"}) {
    EXPECT_EQ(ask({text}).products.size(), 2U) << text;
  }
  for (const char* text :
       {"الرولر العادي ولا 9 دي", "why is the 9d roller dearer than the plain roller"}) {
    const Question question = ask({text});
    EXPECT_TRUE(question.is(Intent::compare)) << text;
    EXPECT_EQ(names(question).size(), 2U) << text;
    EXPECT_TRUE(offers(question, "Inner Ball Roller")) << text;
  }
  EXPECT_EQ(ask({"what does the advanced fat freezing have over the normal one"}).products.size(),
            2U);
}

TEST(DecisionTest, AVerbOfExcessBehindANotIsACeiling) {
  for (const char* text :
       {"cellulite, it should not cost more than 3000 dollars",
        "cellulite, pas dépasser 3000 dollars", "جهاز للسيلوليت لا يزيد ثمنه على ثلاثة آلاف دولار",
        "شي للسيلوليت ما بيطلع فوق ٣٠٠٠ دولار", "للسيلوليت على ألا يتجاوز سعره ألفي دولار"}) {
    const Question question = ask({text});
    EXPECT_TRUE(offers(question, "Microwave Cavitation")) << text;
    EXPECT_FALSE(offers(question, "VelaShape Slimming Machine")) << text;
  }
}

TEST(DecisionTest, HowMuchIsPaidIsThePrice) {
  EXPECT_TRUE(ask({"بكام الهايفو", "يعني هدفع كام"}).is(Intent::price));
  EXPECT_TRUE(ask({"كيف ادفع"}).is(Intent::terms));
}

TEST(DecisionTest, OfSeveralAmountsEachIsSaidOfItsThing) {
  const Question question =
      ask({"a facial cleaning machine under 2000 and a muscle machine under 5000"});
  EXPECT_TRUE(offers(question, "Hydrafacial Bubble 7-in-1 Machine"));
  EXPECT_TRUE(offers(question, "EMS Sculpt (EMSlim Neo)"));
  EXPECT_FALSE(offers(question, "HydraFacial Machine (9-in-1)"));
  EXPECT_FALSE(offers(question, "EMS Machine (EMS IV)"));
}

TEST(DecisionTest, AnOrWithinABudgetIsNoComparison) {
  for (const char* text : {"my budget is 4 thousand dollars for hair removal or tattoos",
                           "معي ٤ آلاف دولار لإزالة الشعر أو الوشم"}) {
    const Question question = ask({text});
    EXPECT_EQ(names(question), Names{"Q-Switched Nd:YAG Laser"}) << text;
  }
}

TEST(DecisionTest, ABoundBehindAnArticleIsNoOrder) {
  const Question question = ask({"what can I get for less than a thousand dollars?"});
  EXPECT_EQ(question.products.size(), 3U);
}

TEST(DecisionTest, TheSecondCheapestIsNotTheCheapest) {
  EXPECT_EQ(names(ask({"what is the second cheapest laser"})),
            Names{"Glass Tube CO₂ Laser Machine"});
  EXPECT_EQ(names(ask({"شو ثاني أرخص ليزر عندكم"})), Names{"Glass Tube CO₂ Laser Machine"});
  EXPECT_EQ(names(ask({"your cheapest laser?", "and the next one up?"})),
            Names{"Glass Tube CO₂ Laser Machine"});
}

TEST(DecisionTest, ThePriceDifferenceOfTwoIsSaid) {
  for (const std::vector<std::string>& turns :
       {std::vector<std::string>{"what is the price difference between the two hydrafacials"},
        {"كم الفرق بالسعر بين الهيدرافيشل ٧ و ٩"},
        {"hydrafacial 7 in 1 price", "and the 9 in 1?", "what's the difference in price?"}}) {
    EXPECT_TRUE(test::answer_to(turns).contains("2500")) << turns.back();
  }
}

TEST(DecisionTest, ACurrencyOfABudgetAsksForNoPrice) {
  const Question question = ask({"got AED 20k put aside for body contouring, not a dirham more"});
  EXPECT_FALSE(offers(question, "Fat Freezing 360° (4 Handles)"));
}

TEST(DecisionTest, ANumberBesideAnOrderIsHowManyAreListed) {
  const Names three = {"LED Light Therapy", "G8 Slimming Machine",
                       "4-in-1 Oxygen Facial Machine with Skin Analyzer"};
  for (const std::string message :
       {"what are your 3 cheapest devices", "أرخص ثلاثة أجهزة لديكم",
        "les trois appareils les moins chers", "cheapest three machines you have"}) {
    EXPECT_EQ(names(ask({message})), three) << message;
    EXPECT_TRUE(ask({message}).pieces.empty()) << message;
  }
  EXPECT_EQ(names(ask({"the two dearest lasers"})),
            (Names{"Android System Diode Laser Hair Removal Machine",
                   "Picosecond Tattoo Removal Machine"}));
}

TEST(DecisionTest, WhyOneIsCheaperThanTheOtherIsAComparison) {
  for (const std::string message :
       {"why is the hydrafacial 7 cheaper than the hydrafacial 9, what's the difference?",
        "علاش هيدرا 7 رخيصه على هيدرا 9؟ اشنو الفرق"}) {
    const Question question = ask({message});
    EXPECT_TRUE(question.is(Intent::compare)) << message;
    EXPECT_EQ(question.products.size(), 2U) << message;
  }
}

TEST(DecisionTest, WhatStandsBehindACauseIsNotAskedFor) {
  for (const std::string message :
       {"melasma that comes back after creams, which device do you have?",
        "dry skin from vitamin c, any machine for hydration?",
        "الكلف عم يرجع لكل الزباين بعد الكريمات، أنو جهاز بيفيدنا"}) {
    EXPECT_FALSE(ask({message}).is(Intent::unknown_product)) << message;
    EXPECT_FALSE(ask({message}).products.empty()) << message;
  }
  EXPECT_TRUE(ask({"do you sell creams for melasma"}).is(Intent::unknown_product));
}

TEST(DecisionTest, WhoWantsAPersonIsNotToldOfWhatHeHasNotNamed) {
  for (const std::string message :
       {"when can I come and see the machines in real life", "nbra ijtimaa on line maa moudirkoum",
        "متى يمديني ازوركم اشوف الاجهزه على الطبيعه"}) {
    EXPECT_TRUE(ask({message}).is(Intent::human)) << message;
    EXPECT_TRUE(ask({message}).products.empty()) << message;
  }
}

}  // namespace
}  // namespace mta::catalogue
