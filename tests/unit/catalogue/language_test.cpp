#include "catalogue/language.h"

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/fold.h"
#include "tests/support/conversation.h"

namespace mta::catalogue {
namespace {

LatinLanguage language_of(const std::string& text) {
  return guess_latin_language(fold_words(text)).language;
}
bool sure(const std::string& text) { return guess_latin_language(fold_words(text)).is_sure; }

struct Result {
  int right = 0;
  int all = 0;
  std::string wrong;
};

std::map<std::string, Result> results_of_known_sentences() {
  const std::map<std::string, LatinLanguage> names = {{"english", LatinLanguage::english},
                                                      {"french", LatinLanguage::french},
                                                      {"arabizi", LatinLanguage::arabizi}};
  std::map<std::string, Result> results;
  std::istringstream file(test::read_source("tests/unit/catalogue/latin_sentences.tsv"));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    const std::string text = line.substr(tab + 1);
    Result& result = results[line.substr(0, tab)];
    const bool right = language_of(text) == names.at(line.substr(0, tab));
    ++result.all;
    result.right += right ? 1 : 0;
    if (!right) result.wrong += text + "; ";
  }
  return results;
}

TEST(LatinLanguage, WhatPeopleWriteIsToldApart) {
  for (const auto& [name, result] : results_of_known_sentences()) {
    EXPECT_GE(result.all, 80);
    EXPECT_GE(result.right * 100, result.all * 94) << name << ": " << result.wrong;
  }
}

TEST(LatinLanguage, ArabiziIsKnownInAllRegions) {
  for (const char* text :
       {"adesh se3er el jihaz", "bikam el makana lw sama7t", "abi a3ref kam el se3er",
        "bghit n3ref ch7al taman", "n7eb nechri machine, 9adech soumha", "wenkon bel zabt",
        "fini e7ke ma3 7ada", "bala laser", "mesh 3ayez laser", "shu hal jehez",
        "3andkom des appareils dyal lifting", "salam, price of el laser eza bt2dar"}) {
    EXPECT_EQ(language_of(text), LatinLanguage::arabizi) << text;
  }
}

TEST(LatinLanguage, ModelsUnitsTimesAndPricesAreNoArabizi) {
  for (const char* text : {"how much is the 7D HIFU",
                           "price of G8",
                           "9-in-1 machine",
                           "co2 laser",
                           "7D",
                           "G8 vs 12D",
                           "call me at 3pm on the 5th",
                           "my budget is 5k",
                           "220v or 110v?",
                           "808nm 755nm 1064nm",
                           "20000 aed",
                           "error e03",
                           "mp3",
                           "h2o",
                           "24h",
                           "2nd hand",
                           "9mm",
                           "b2b",
                           "x5",
                           "500w",
                           "call me 0501234567",
                           "my order is a7f93",
                           ""}) {
    EXPECT_NE(language_of(text), LatinLanguage::arabizi) << text;
  }
}

TEST(LatinLanguage, ArabicNamesInEnglishAreEnglish) {
  for (const char* text : {"I'm Ahmed from Riyadh, what is your best price?",
                           "Dr Fatima Khalil, dermatologist in Amman, needs a laser",
                           "salam, do you have diode lasers?"}) {
    EXPECT_EQ(language_of(text), LatinLanguage::english) << text;
  }
}

TEST(LatinLanguage, FrenchIsKnownWithItsAccentsAndWithout) {
  for (const char* text : {"combien coûte l'appareil", "combien coute l appareil",
                           "je cherche une machine pour les vergetures", "c'est trop cher",
                           "vous livrez en Algérie ?"}) {
    EXPECT_EQ(language_of(text), LatinLanguage::french) << text;
  }
}

TEST(LatinLanguage, AMessageThatSaysLittleIsNoSureGuess) {
  for (const char* text : {"", "7D", "hifu", "ok", "Layla", "laser 808nm", "سعر الليزر", "?!"}) {
    EXPECT_FALSE(sure(text)) << text;
  }
  EXPECT_TRUE(sure("do you have a laser"));
  EXPECT_TRUE(sure("3andkon laser"));
  EXPECT_TRUE(sure("avez-vous un laser"));
}

TEST(LanguageTest, EnglishGrammarHoldsASentenceWithArabicNames) {
  for (const char* text :
       {"what is the difference بين ال RF microneedling العادي والـ vertical",
        "slimming machine please, anything except تجميد الدهون", "my budget is 5k فقط بدي laser"}) {
    EXPECT_EQ(test::ask({text}).language, Language::english) << text;
  }
  for (const char* text :
       {"عندكم something for stretch marks بعد الولاده؟",
        "جهاز skin analyzer بس not the oxygen combo", "ابي slimming device بس مو cryo"}) {
    EXPECT_EQ(test::ask({text}).language, Language::arabic) << text;
  }
}

}  // namespace
}  // namespace mta::catalogue
