// Arabic in Latin letters is spelled by ear: what its writers do to a word, one kind a test.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/message.h"
#include "catalogue/question.h"
#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

using test::ask;
using test::names;
using test::offers;

std::vector<std::string> words_of(std::string_view text) {
  const MessageReading message(text, test::shipped_understanding().vocabulary());
  return {message.words().begin(), message.words().end()};
}

TEST(Arabizi, AnApostropheGivesADigitTheLetterWithADot) {
  EXPECT_EQ(words_of("3ndkm r5i9 w m5f'9")[2], "w");
  EXPECT_EQ(words_of("a'3la jhaz 3ndkm").front(), "aghla");
  EXPECT_EQ(words_of("3'ali 3ndkm jhaz").front(), "ghali");
  EXPECT_EQ(words_of("jhaz l3'9alat 3ndkm")[1], "l3dalat")
      << "between two digits: the second one's";
  EXPECT_EQ(words_of("bdi jhaz 9'3eer")[2], "9gheer");
  EXPECT_EQ(words_of("l'3am 3andkom jhaz").front(), "l3am") << "it closes the article";
}

TEST(Arabizi, WordsThatAreWrittenTogetherAreSeveral) {
  EXPECT_EQ(words_of("sho3ndkn jhaz"), (std::vector<std::string>{"sho", "3ndkn", "jhaz"}));
  EXPECT_EQ(words_of("3ndkm hifu wlaser"),
            (std::vector<std::string>{"3ndkm", "hifu", "w", "laser"}));
  EXPECT_EQ(words_of("kam se3r el roller wlbrso"),
            (std::vector<std::string>{"kam", "se3r", "el", "roller", "w", "lbrso"}));
  EXPECT_EQ(words_of("3andkom wa7ed").back(), "wa7ed") << "a word of its own";
}

TEST(Arabizi, BothDevicesOfAGluedAndAreAnswered) {
  const Question question = ask({"arrolr al3ady wlbrso kl wa7d km"});
  EXPECT_TRUE(offers(question, "Inner Ball Roller"));
  EXPECT_TRUE(offers(question, "Infrared Pressotherapy"));
}

TEST(Arabizi, WordsOfTheSameConsonantsAreToldApartByTheirVowels) {
  // ترمة, not ورم
  EXPECT_FALSE(offers(ask({"3anna zbeyen btewram"}), "Vacuum Cupping & Butt Lift Machine"));
}

TEST(Arabizi, AListedWordStandsInArabicPhrasesToo) {
  for (const char* text : {"3ndkm jhaz l7b shbab", "3andkon jhez la 7ab el shabab"}) {
    EXPECT_FALSE(names(ask({text})).empty()) << text;
  }
}

TEST(Arabizi, NumbersAreSpelledByEar) {
  const Question question = ask({"3andi tlatine alf rial saoudi shu btnsa7oni"});
  EXPECT_FALSE(names(question).empty());
}

TEST(Arabizi, AnOrdinaryWordThatSoundsRatherLikeANameIsNone) {
  for (const std::string message :
       {"chou andkoum ajhiza b chkel aam", "ourini koul mountejetkoum", "wirreeni kil alajhizah"}) {
    EXPECT_TRUE(test::ask({message}).is(Intent::overview)) << message;
  }
  // "I want" is no bed.
  EXPECT_EQ(test::names(test::ask({"bede aaref hak jhaz velachaype"})),
            std::vector<std::string>{"VelaShape Slimming Machine"});
}

}  // namespace
}  // namespace mta::catalogue
