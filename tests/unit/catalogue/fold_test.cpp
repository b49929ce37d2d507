#include "catalogue/fold.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

using Words = std::vector<std::string>;

TEST(Fold, CaseAccentsDigitsAndSeparators) {
  EXPECT_EQ(fold_words("Crème BRÛLÉE, CO₂!"), (Words{"creme", "brulee", "co2"}));
  EXPECT_EQ(fold_words("what's Q-Switched Nd:YAG?"),
            (Words{"whats", "q", "switched", "nd", "yag"}));
  EXPECT_EQ(fold_words("٣٠٠٠ $3,000 3000$ 1,2"), (Words{"3000", "3000", "3000", "12"}));
  EXPECT_EQ(fold_words(""), Words{});
}

TEST(Fold, ArabicLettersHaveOneForm) {
  EXPECT_EQ(fold_words("إزالة أجهزة مُؤَثِّر"), fold_words("ازاله اجهزه موثر"));
  EXPECT_EQ(fold_words("الـهـايـفـو"), (Words{"الهايفو"}));
  EXPECT_EQ(fold_words("جي8"), (Words{"جي", "8"}));
}

TEST(Fold, WhatIsPastedFromAPdfIsReadAsTyped) {
  EXPECT_EQ(fold_words("\uFEB3\uFECC\uFEAE \uFE8D\uFEDF\uFEEC\uFE8E\uFEF3\uFED4\uFEEE"),
            fold_words("سعر الهايفو"));
  EXPECT_EQ(fold_words("\uFEFB"), fold_words("لا")) << "a ligature";
  EXPECT_EQ(fold_words("\uFDFC"), fold_words("ريال")) << "the sign of the rial";
  EXPECT_EQ(fold_words("\uFC5E\uFE76"), Words{}) << "marks alone";
}

TEST(Fold, WhatCannotBeSeenIsNotInAWord) {
  for (const char* mark :
       {"\u200B", "\u200C", "\u200D", "\u200E", "\u00AD", "\u2060", "\u2067", "\uFEFF", "\uFE0F"}) {
    EXPECT_EQ(fold_words(std::string("hi") + mark + "fu"), Words{"hifu"}) << mark;
    EXPECT_EQ(fold_words(std::string("هاي") + mark + "فو"), Words{"هايفو"}) << mark;
    EXPECT_EQ(fold_words(std::string("7") + mark + "D"), Words{"7d"}) << mark;
  }
}

TEST(Fold, WidthAndSeparateAccentsMakeNoOtherWord) {
  EXPECT_EQ(fold_words("ＨＩＦＵ ７Ｄ　９－ｉｎ－１"), (Words{"hifu", "7d", "9in1"}));
  EXPECT_EQ(fold_words("cre\u0300me bru\u0302le\u0301e"), (Words{"creme", "brulee"}));
}

TEST(Fold, AWordKnowsItsPlaceInTheText) {
  const std::string text = "é 3,000 x 7-in-1 ok";
  const auto words = fold_words_in_place(text);
  ASSERT_EQ(words.size(), 5U);
  EXPECT_EQ(text.substr(words[1].begin, words[1].end - words[1].begin), "3,000");
  EXPECT_EQ(text.substr(words[3].begin, words[3].end - words[3].begin), "7-in-1");
}

TEST(Fold, FunctionCountsAreOneWord) {
  EXPECT_EQ(fold_words("the 9-in-1"), (Words{"the", "9in1"}));
  EXPECT_EQ(fold_words("7 في 1"), (Words{"7in1"}));
}

TEST(Fold, LettersDrawnOutAreOne) {
  EXPECT_EQ(fold_words("helloooo"), Words{"hello"});
  EXPECT_EQ(fold_words("مرحباااا"), fold_words("مرحبا"));
}

TEST(Fold, StemsMakeFormsEqual) {
  EXPECT_EQ(stem("removes"), stem("removal"));
  EXPECT_EQ(stem("needling"), stem("needle"));
  EXPECT_EQ(stem("slimming"), stem("slim"));
  EXPECT_EQ(stem("tattoos"), stem("tattoo"));
  EXPECT_EQ(stem("الشعر"), stem("شعر"));
  EXPECT_EQ(stem("للبشره"), stem("البشره"));
  EXPECT_EQ(stem("وشم"), "وشم") << "a word that begins with the letter of 'and'";
}

TEST(Fold, ArabiziSpellingsShareTheirConsonants) {
  EXPECT_EQ(arabizi_skeleton("sha3er"), arabizi_skeleton("sh3r"));
  EXPECT_EQ(arabizi_skeleton("ta2shir"), arabizi_skeleton("ta2sheer"));
  EXPECT_EQ(arabizi_skeleton("el"), "");
  EXPECT_TRUE(looks_arabizi("3andkon"));
  for (const char* word : {"7d", "co2", "9in1", "3000", "hifu", "g8"}) {
    EXPECT_FALSE(looks_arabizi(word)) << word;
  }
}

TEST(Fold, OneArabicLetterIsEnoughForATextToHaveOne) {
  EXPECT_TRUE(has_arabic_letter("price of \u062C?"));
  EXPECT_FALSE(has_arabic_letter("caf\u00E9, 3andkon?"));
  EXPECT_FALSE(has_arabic_letter("\u061F"));  // the Arabic question mark is no letter
  EXPECT_FALSE(has_arabic_letter(""));
}

}  // namespace
}  // namespace mta
