#include "catalogue/negation.h"

#include <gtest/gtest.h>

#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

using test::ask;
using test::names;
using test::offers;

constexpr std::string_view pico = "Picosecond Tattoo Removal Machine";
constexpr std::string_view q_switched = "Q-Switched Nd:YAG Laser";
constexpr std::string_view hifu = "7D HIFU Machine";
constexpr std::string_view face_lift = "EMS RF Face Lift Machine";

TEST(NegationTest, AWishBehindAParticleIsANotInEveryDialect) {
  for (const char* text :
       {"a tattoo laser, we do not want pico", "pour les tatouages, je ne veux pas le pico",
        "جهاز للوشم لا يكون بيكو", "للوشم بس ما بدنا البيكو", "للوشم، ماابي بيكو",
        "حاجة للوشم مش عايزين البيكو", "للوشم مابغيتش البيكو", "للوشم ما نبيش البيكو",
        "shi lal tatto bas ma badna pico", "bghit lel wchem mabghitch pico"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, pico)) << text;
    EXPECT_TRUE(offers(question, q_switched)) << text;
  }
}

TEST(NegationTest, NorGoesOnWithIt) {
  for (const char* text : {"face lifting without hifu or needles", "للوجه لا يكون ليزر ولا هايفو",
                           "شد وجه من غير هايفو ولا ابر"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, hifu)) << text;
    EXPECT_TRUE(offers(question, face_lift)) << text;
    EXPECT_FALSE(question.is(Intent::compare)) << text;
  }
}

TEST(NegationTest, AnAnswerTakesNothingAway) {
  for (const char* text :
       {"no the hifu", "لا الهايفو", "la2 el hifu", "no i want the hifu", "لا بدي الهايفو"}) {
    EXPECT_TRUE(offers(ask({"price of the sauna", text}), hifu)) << text;
  }
}

TEST(NegationTest, WhatTheVisitorHasAlreadyIsNotOffered) {
  for (const char* text :
       {"we already own a hifu, what else is there for face lifting",
        "عندي هايفو أصلاً، شو في غيرو لشد الوجه", "عندي hifu already، شو في غيره لشد الوجه",
        "j'ai déjà un hifu, autre chose pour le lifting du visage ?"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, hifu)) << text;
    EXPECT_TRUE(offers(question, face_lift)) << text;
  }
}

TEST(NegationTest, WhatADescriptionSaysADeviceHasIsTakenAway) {
  for (const char* text : {"something for cellulite without suction", "سيلوليت من غير شفط"}) {
    EXPECT_FALSE(offers(ask({text}), "VelaShape Slimming Machine")) << text;
  }
}

TEST(NegationTest, OtherThanOneDeviceIsOneOfItsKind) {
  EXPECT_EQ(names(ask({"autre chose que le EMS IV"})),
            std::vector<std::string>{"EMS Sculpt (EMSlim Neo)"});
}

}  // namespace
}  // namespace mta::catalogue
