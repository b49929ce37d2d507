#include "catalogue/sound_keys.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/fold.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::catalogue {
namespace {

bool sound_alike(const SoundKeys& a, const SoundKeys& b) {
  return std::ranges::any_of(
      a, [&](std::uint64_t key) { return std::ranges::find(b, key) != b.end(); });
}

bool alike(std::string_view a, std::string_view b) {
  return sound_alike(sound_keys(a), sound_keys(b));
}

struct Spellings {
  std::string arabic;
  std::vector<std::string> latin;
};

/// The words of tests/unit/catalogue/arabizi_words.tsv; of one `el-jihaz` without its article.
std::vector<Spellings> known_spellings() {
  std::vector<Spellings> all;
  std::istringstream file(test::read_source("tests/unit/catalogue/arabizi_words.tsv"));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream columns(line);
    Spellings word;
    std::string region;
    columns >> word.arabic >> region;
    for (std::string latin; columns >> latin;) {
      const auto hyphen = latin.find('-');
      word.latin.push_back(hyphen == std::string::npos ? latin : latin.substr(hyphen + 1));
    }
    all.push_back(std::move(word));
  }
  return all;
}

TEST(SoundKeys, ArabicAndLatinSpellingsOfAWordShareAKey) {
  int shared = 0;
  int all = 0;
  std::string apart;
  for (const Spellings& word : known_spellings()) {
    const SoundKeys keys = sound_keys(fold_words(word.arabic).front());
    for (const std::string& latin : word.latin) {
      ++all;
      const bool found = sound_alike(keys, sound_keys(latin));
      shared += found ? 1 : 0;
      if (!found) apart += latin + ' ';
    }
  }
  EXPECT_GT(all, 1500);
  EXPECT_GE(shared * 100, all * 97) << apart;
}

TEST(SoundKeys, TwoLatinSpellingsOfAWordShareAKey) {
  int shared = 0;
  int all = 0;
  for (const Spellings& word : known_spellings()) {
    for (std::size_t i = 1; i < word.latin.size(); ++i) {
      ++all;
      shared += alike(word.latin[i - 1], word.latin[i]) ? 1 : 0;
    }
  }
  EXPECT_GE(shared * 100, all * 95);
}

TEST(SoundKeys, DigitsAndDigraphsAreTheLettersTheyStandFor) {
  for (const char* spelling : {"sha3er", "sh3r", "cha3r", "sha3r", "SHA3ER"}) {
    EXPECT_TRUE(alike(spelling, "شعر")) << spelling;
  }
  for (const char* spelling : {"r5is", "rkhis", "r7'is", "rakhees"}) {
    EXPECT_TRUE(alike(spelling, "رخيص")) << spelling;
  }
  for (const char* spelling : {"ghali", "8ali", "3'ali", "ghaly"}) {
    EXPECT_TRUE(alike(spelling, "غالي")) << spelling;
  }
  EXPECT_TRUE(alike("6'ahr", "ظهر"));
  EXPECT_TRUE(alike("ba6n", "بطن"));
  EXPECT_TRUE(alike("a'3la", "أغلى")) << "the apostrophe in front";
  EXPECT_TRUE(alike("l3'9alat", "لعضلات")) << "it is the 9's";
  EXPECT_TRUE(alike("mwa'6'6af", "موظف"));
  EXPECT_TRUE(alike("9'3eer", "صغير")) << "it is the 3's";
  EXPECT_TRUE(alike("nshaghghel", "نشغل"));
  EXPECT_TRUE(alike("3r9", "عرق")) << "one letter between two digits";
}

TEST(SoundKeys, RegionsPronounceOneLetterInTheirWays) {
  EXPECT_TRUE(alike("gihaz", "جهاز")) << "Egypt";
  EXPECT_TRUE(alike("djihaz", "جهاز")) << "Algeria";
  EXPECT_TRUE(alike("agdar", "أقدر")) << "the Gulf";
  EXPECT_TRUE(alike("2alb", "قلب")) << "the Levant";
  EXPECT_TRUE(alike("9lb", "قلب")) << "Morocco";
  EXPECT_TRUE(alike("adesh", "قديش")) << "the letter is not written";
  EXPECT_TRUE(alike("ard", "عرض"));
  EXPECT_TRUE(alike("hatha", "هذا"));
  EXPECT_TRUE(alike("haza", "هذا"));
  EXPECT_TRUE(alike("hada", "هذا"));
  EXPECT_TRUE(alike("a7chi", "أحكي")) << "Iraq and the Gulf";
  EXPECT_TRUE(alike("D8r", "ظهر")) << "Morocco's ه";
  EXPECT_TRUE(alike("al3mee8", "العميق"));
  EXPECT_TRUE(alike("baad", "بعد")) << "no 3 on a French keyboard";
  EXPECT_TRUE(alike("rayar", "غيار")) << "the French r";
  EXPECT_TRUE(alike("ouachm", "وشم"));
  EXPECT_TRUE(alike("ichil", "يشيل"));
  EXPECT_TRUE(alike("bine", "بين"));
  EXPECT_TRUE(alike("zwin", "زوين"));
  EXPECT_TRUE(alike("tawil", "طويل"));
  EXPECT_TRUE(alike("7a2i2a", "حقيقة"));
  EXPECT_TRUE(alike("lyoum", "اليوم"));
}

TEST(SoundKeys, WhatIsJoinedToAWordComesOff) {
  for (const char* spelling :
       {"eljihaz", "aljehaz", "ljihaz", "jihazak", "jihazkon", "wel jihaz"}) {
    std::string joined(spelling);
    std::erase(joined, ' ');
    EXPECT_TRUE(alike(joined, "جهاز")) << spelling;
  }
  for (const char* spelling : {"lilwajh", "llwajh", "bilwajh", "elwajh"}) {
    EXPECT_TRUE(alike(spelling, "وجه")) << spelling;
  }
  EXPECT_TRUE(alike("attatu", "تاتو")) << "the article's l is merged";
  EXPECT_TRUE(alike("ashsha3r", "الشعر"));
  EXPECT_TRUE(alike("echchaar", "الشعر")) << "a French ear";
  EXPECT_TRUE(alike("echaar", "الشعر"));
  EXPECT_TRUE(alike("3lra2m", "رقم")) << "على الرقم";
  EXPECT_TRUE(alike("7a2o", "حقه"));
  EXPECT_TRUE(alike("jlst", "جلسة"));
  EXPECT_TRUE(alike("sherketkon", "شركة"));
  EXPECT_TRUE(alike("شركتكم", "sherke"));
  EXPECT_TRUE(alike("بالتقسيط", "ta2sit"));
  EXPECT_TRUE(alike("حتوصلوا", "twaslo"));
  EXPECT_TRUE(alike("katwaslo", "وصلو")) << "the Maghreb's verb";
  EXPECT_TRUE(alike("bykalmni", "كلمني"));
  EXPECT_TRUE(alike("3eyadat", "عيادة"));
}

TEST(SoundKeys, DifferentWordsShareNone) {
  const std::vector<std::vector<const char*>> pairs = {
      {"tam", "تمام"},    {"tam", "طعام"},      {"tam", "سعر"},    {"man", "أنا"},
      {"ana", "نحنا"},    {"bas", "باسم"},      {"sa3a", "سعر"},   {"badde", "بدون"},
      {"shu", "شي"},      {"wen", "وقت"},       {"jihaz", "جلسة"}, {"laser", "لازم"},
      {"hifu", "هيك"},    {"fi", "مش"},         {"prix", "برق"},   {"bashra", "عشرة"},
      {"tanzif", "نزيف"}, {"daf3", "ضعيف"},     {"se3r", "شعر"},   {"7arara", "حروق"},
      {"jild", "جديد"},   {"3iyade", "عايدين"}, {"kalaf", "كفالة"}};
  for (const auto& pair : pairs)
    EXPECT_FALSE(alike(pair[0], fold_words(pair[1]).front())) << pair[0];
}

TEST(SoundKeys, AKeyFindsFewOfManyWords) {
  const std::vector<Spellings> words = known_spellings();
  std::vector<SoundKeys> listed;
  listed.reserve(words.size());
  for (const Spellings& word : words) listed.push_back(sound_keys(word.arabic));
  std::size_t found = 0;
  std::size_t asked = 0;
  for (const Spellings& word : words) {
    for (const std::string& latin : word.latin) {
      const SoundKeys keys = sound_keys(latin);
      ++asked;
      found += static_cast<std::size_t>(std::ranges::count_if(
          listed, [&](const SoundKeys& other) { return sound_alike(other, keys); }));
    }
  }
  // Forms of the word itself are among them: five of سعر, six of جهاز.
  EXPECT_LT(found, asked * 2) << "of " << words.size() << " words";
}

TEST(SoundKeys, ShortWordsKeepTheirVowels) {
  EXPECT_FALSE(alike("شو", "شي"));
  EXPECT_FALSE(alike("فين", "فن"));
  EXPECT_TRUE(alike("fein", "فين"));
  EXPECT_TRUE(alike("wain", "وين"));
  EXPECT_TRUE(alike("badde", "بدي"));
}

TEST(SoundKeys, NumbersModelsAndOtherScriptsHaveNone) {
  for (const char* word : {"", "7", "300", "7d", "g8", "12d", "x", "و", "50k", "2x2", "привет",
                           "你好", "7in1", "\xff\xfe", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_EQ(sound_keys(word).size(), 0U) << word;
  }
}

TEST(SoundKeys, ApostrophesAnywhereAreReadOrPassedOver) {
  EXPECT_TRUE(alike("jihaz'", "جهاز"));
  EXPECT_TRUE(alike("jihaz''", "جهاز"));
  EXPECT_TRUE(alike("'jihaz", "جهاز"));
  EXPECT_TRUE(alike("ji'haz", "جهاز"));
  EXPECT_TRUE(alike("sab3'", "صبغ"));
  EXPECT_EQ(sound_keys("''").size(), 0U);
}

// A word that ended in an apostrophe once never ended.
TEST(SoundKeys, AnyWordHasAnEnd) {
  constexpr std::string_view pieces[] = {"a",  "ou", "aa", "y", "w",  "3",  "2", "9",    "'",
                                         "’",  "kh", "gh", "d", "ch", "dj", "t", "l",    "el",
                                         "كم", "ال", "و",  "ي", "ه",  "ة",  "ع", "\xff", "0"};
  std::minstd_rand random(7);  // the same words each time
  for (int i = 0; i < 5000; ++i) {
    std::string word;
    for (auto left = random() % 12; left > 0; --left) word += pieces[random() % std::size(pieces)];
    const SoundKeys keys = sound_keys(word);
    ASSERT_LE(keys.whole(), keys.size()) << word;
    ASSERT_LE(keys.size(), SoundKeys::most_keys) << word;
  }
}

TEST(SoundKeys, TheKeysOfTheWholeWordComeFirst) {
  const SoundKeys keys = sound_keys("sherkitkom");
  ASSERT_GT(keys.size(), keys.whole());
  EXPECT_EQ(*keys.begin(), *sound_keys("شركتكم").begin());
  for (const char* word :
       {"dhaghathagath9g2", "2e2e2e2e2e2e2e2e2e2e2e2e", "be2e2e2e2e2e2e2e2e2e"}) {
    EXPECT_LE(sound_keys(word).size(), SoundKeys::most_keys) << word;
  }
}

TEST(SoundKeys, AVerbBetweenTheTwoPartsOfANegation) {
  EXPECT_EQ(negated_part("ma3andish"), "3andi");
  EXPECT_EQ(negated_part("mabghitch"), "bghit");
  EXPECT_EQ(negated_part("m3ndich"), "3ndi");
  EXPECT_EQ(negated_part("ماعنديش"), "عندي");
  EXPECT_EQ(negated_part("معنديش"), "عندي");
  EXPECT_EQ(negated_part("mesh"), "");
  EXPECT_EQ(negated_part("machine"), "");
  EXPECT_EQ(negated_part("منعش"), "");
}

}  // namespace
}  // namespace mta::catalogue
