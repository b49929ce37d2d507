#include "catalogue/negation.h"

#include <gtest/gtest.h>

#include "catalogue/devices.h"
#include "catalogue/message.h"
#include "catalogue/product_sets.h"
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

TEST(NegationTest, WhatTheModelFindsRefusedIsTakenAwayAndNotWanted) {
  const Vocabulary& vocabulary = test::shipped_understanding().vocabulary();
  constexpr std::string_view wanted[] = {"acne scars"};
  constexpr std::string_view refused[] = {"laser"};
  MessageReading reading("something good", vocabulary);
  reading.suggest(wanted, MessageReading::Suggested::wanted, vocabulary);
  const ProductSet before = devices_spoken_of(reading, vocabulary).groups.front().products;
  reading.suggest(refused, MessageReading::Suggested::not_wanted, vocabulary);
  const DevicesSpokenOf spoken = devices_spoken_of(reading, vocabulary);
  EXPECT_TRUE(spoken.excludes_something);
  EXPECT_FALSE(intersection(before, spoken.excluded).empty());
  ASSERT_EQ(spoken.groups.size(), 1U);
  EXPECT_EQ(spoken.groups.front().products, before) << "no laser is asked for";
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

TEST(NegationTest, WhatIsRejectedBehindItsNameIsTakenAway) {
  for (const char* text :
       {"tattoo machine please, but the pico is out of the question",
        "le pico est exclu, autre chose pour enlever les tatouages",
        "البيكو مرفوض عندنا، شوفولي غيره للوشم", "البيكو مش عايزه، حاجة تانية للوشم",
        "البيكو مو هو اللي ابيه، ابي شي ثاني للوشم", "el pico ma badde yeh, shi tene lal washm",
        "للتاتو بس البيكو ما يعجبني", "the pico I don't want. something for tattoos"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, pico)) << text;
    EXPECT_TRUE(offers(question, q_switched)) << text;
  }
}

TEST(NegationTest, WhatIsSaidNotToSuitIsTakenAwayWhereSomethingElseIsWanted) {
  for (const char* text :
       {"something to remove tattoos, but the pico does not suit our patients",
        "للوشم، البيكو مش مناسب عنا", "البيكو لأ خالص الناس بتخاف منه، ايه تاني ينفع للوشم",
        "el pico ma baddi yeha 3enna wa7de, shu fi badela la el washm",
        "tattoo removal but the pico is out of my league, any other?",
        "j'ai déjà la picoseconde, autre chose pour les tatouages ?",
        "البيكو عندي، عطيني حاجة اخرى للوشم", "pico la2 plz, fi shi tene lal washm?",
        "نريد جهازاً للوشم ولا أريد البيكو", "لا نرغب في البيكو، فما البدائل لإزالة الوشم؟"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, pico)) << text;
    EXPECT_TRUE(offers(question, q_switched)) << text;
  }
  EXPECT_TRUE(offers(ask({"is the hifu not good?"}), hifu)) << "nothing else is wanted";
}

TEST(NegationTest, ADeviceThatIsNotDoneIsTakenAwayWhereSomethingElseIsWanted) {
  for (const char* text :
       {"something to lift faces, and please don't say hifu, we already own one",
        "our permit does not cover hifu at all, which of your machines lifts faces?"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, hifu)) << text;
    EXPECT_TRUE(offers(question, face_lift)) << text;
  }
  for (const char* text : {"why don't you sell hifu for face lifting?",
                           "I don't know the hifu, what is it for?"}) {
    EXPECT_TRUE(offers(ask({text}), hifu)) << text;
  }
}

TEST(NegationTest, ANumberOfAModelIsTakenAway) {
  const Question question =
      ask({"vous avez quoi en hydrafacial ?", "le 9 en 1 je n'en veux pas, trop cher"});
  EXPECT_FALSE(offers(question, "HydraFacial Machine (9-in-1)"));
  EXPECT_TRUE(offers(question, "Hydrafacial Bubble 7-in-1 Machine"));
}

TEST(NegationTest, WhatIsNotWantedFurtherOnTakesAwayNothingBefore) {
  for (const char* text : {"clients with jowls who don't want surgery, which machine",
                           "HIFU for clients that do not like surgery"}) {
    EXPECT_TRUE(offers(ask({text}), hifu)) << text;
  }
}

TEST(NegationTest, FearAndDisgustAreANot) {
  for (const char* text :
       {"my clients are scared of hifu, something else for face lifting",
        "زبوناتي بيخافو من الهايفو، شي تاني لشد الوجه", "ملينا من الهايفو، شي ثاني لشد الوجه",
        "mes clientes ont peur du hifu, autre chose pour le lifting du visage",
        "ما تقوليش الهايفو، عايزة حاجة لشد الوجه"}) {
    const Question question = ask({text});
    EXPECT_FALSE(offers(question, hifu)) << text;
    EXPECT_TRUE(offers(question, face_lift)) << text;
  }
}

TEST(NegationTest, EachOfSeveralIsTakenAwayWhateverItsKind) {
  for (const char* text : {"minceur sans cryo ni cavitation", "تنحيف دون تجميد ودون كافيتيشن",
                           "machi cavitation o machi cryo, chi haja khra l tan7if"}) {
    const Question question = ask({text});
    EXPECT_TRUE(question.is(Intent::find)) << text;
    for (const std::string_view name : {"Fat Freezing 360° (4 Handles)", "Microwave Cavitation"}) {
      EXPECT_FALSE(offers(question, name)) << text;
    }
  }
}

TEST(NegationTest, AVerbOfADeviceIsDenied) {
  EXPECT_FALSE(offers(ask({"cellulite machine that doesn't vibrate"}), "G8 Slimming Machine"));
  EXPECT_FALSE(offers(ask({"جهاز سيلوليت مابيشفطش الجلد"}), "VelaShape Slimming Machine"));
}

TEST(NegationTest, WhatIsNotInADeviceIsTakenAwayWhereSomethingIsWanted) {
  const Question question = ask({"جهاز للتجاعيد وما في ابر"});
  EXPECT_FALSE(offers(question, "RF Microneedling"));
  EXPECT_TRUE(offers(question, hifu));
  EXPECT_TRUE(offers(ask({"ما في عندكم هايفو؟"}), hifu));
}

TEST(NegationTest, OfSeveralAlikeOnlyTheOneThatIsCalledSoIsTakenAway) {
  const Question question = ask({"LED light for acne, not the small lamp"});
  EXPECT_TRUE(offers(question, "LED PDT Machine"));
  EXPECT_FALSE(offers(question, "LED Light Therapy"));
}

TEST(NegationTest, TheSecondChoiceIsOfferedWhereNoneOfTheFirstIsWanted) {
  for (const auto& turns : std::vector<std::vector<std::string>>{
           {"something for melasma but not laser"},
           {"بلاش ليزر، في ايه تاني للتصبغات؟"},
           {"what do you have for pigmentation", "without laser please"}}) {
    const Question question = ask(turns);
    EXPECT_FALSE(offers(question, q_switched)) << turns.front();
    EXPECT_TRUE(offers(question, "LED PDT Machine")) << turns.front();
  }
  EXPECT_FALSE(offers(ask({"something for melasma"}), "LED PDT Machine"));
}

TEST(NegationTest, ARefusalEndsWhereAnotherWishBegins) {
  for (const char* text :
       {"something for acne scars without needles plus something for the butt",
        "شي للندبات بدون إبر وكمان شي للمؤخرة",
        "un appareil pour les cicatrices sans aiguilles et un autre pour les fesses"}) {
    const Question question = ask({text});
    EXPECT_TRUE(offers(question, "Glass Tube CO₂ Laser Machine")) << text;
    EXPECT_TRUE(offers(question, "Vacuum Cupping & Butt Lift Machine")) << text;
    EXPECT_FALSE(offers(question, "RF Microneedling")) << text;
  }
  const Question corrected = ask({"شو عندكم لترهل البطن", "لا مو البطن قصدي السيلوليت"});
  EXPECT_TRUE(offers(corrected, "G8 Slimming Machine"));
}

TEST(NegationTest, EachNotWithoutACommaTakesAwayItsOwn) {
  for (const char* text :
       {"skin tightening for the face, no HIFU no needles", "شد الوجه بدون هايفو بدون إبر"}) {
    const Question question = ask({text});
    EXPECT_EQ(test::names(question), std::vector<std::string>{"EMS RF Face Lift Machine"}) << text;
  }
}

TEST(NegationTest, AnArticleOfTheNameMayStandInTheNot) {
  const Question question = ask(
      {"je cherche un appareil pour raffermir la peau", "pardon, pour le corps, pas le visage"});
  EXPECT_FALSE(offers(question, "EMS RF Face Lift Machine"));
  EXPECT_TRUE(offers(question, "Cavitation & RF Body Contouring Machine"));
}

TEST(NegationTest, APriceTellsWhichOneIsRefused) {
  EXPECT_EQ(test::names(ask({"مش عايز اللمبة ام 150، في ليد اقوى؟"})),
            std::vector<std::string>{"LED PDT Machine"});
}

TEST(NegationTest, AWideWordTakesNotAllAway) {
  EXPECT_EQ(test::names(ask({"a skin scanner, without oxygen or any facial stuff built in"})),
            std::vector<std::string>{"Skin Analysis Machine"});
}

TEST(NegationTest, WhatIsBeyondTheBudgetIsRejected) {
  EXPECT_EQ(
      test::names(ask({"l'EMS IV est hors budget, un autre appareil pour muscler le ventre ?"})),
      std::vector<std::string>{"EMS Sculpt (EMSlim Neo)"});
}

TEST(NegationTest, APriceTellsWhichOneIsRefusedWithoutItsName) {
  EXPECT_EQ(names(ask({"skin analyzer that isn't the big 4700 unit"})),
            std::vector<std::string>{"4-in-1 Oxygen Facial Machine with Skin Analyzer"});
  EXPECT_EQ(names(ask({"led panels other than that tiny 150 dollar one"})),
            std::vector<std::string>{"LED PDT Machine"});
  EXPECT_EQ(names(ask({"ليد بس مش ابو ١٥٠ دولار ده"})),
            std::vector<std::string>{"LED PDT Machine"});
}

TEST(NegationTest, ANotThatAsksWhetherThereIsAnythingTakesNothingAway) {
  EXPECT_FALSE(ask({"isn't there anything to lift the face?"}).products.empty());
  EXPECT_FALSE(ask({"ما فيه شي يشد الوجه؟"}).products.empty());
}

}  // namespace
}  // namespace mta::catalogue
