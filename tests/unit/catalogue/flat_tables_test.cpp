#include "catalogue/flat_tables.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/phrases.h"
#include "catalogue/word_lists.h"

namespace mta::catalogue {
namespace {

TEST(TextIds, NumberTextsInTheirOrderAndFindThemAgain) {
  constexpr std::uint32_t many = 1000;
  TextIds ids;
  for (std::uint32_t i = 0; i < many; ++i) {
    EXPECT_EQ(ids.add("word" + std::to_string(i)), std::pair(i, true));
  }
  EXPECT_EQ(ids.add("word7"), std::pair(7U, false));
  for (std::uint32_t i = 0; i < many; ++i) {
    EXPECT_EQ(ids.view().find("word" + std::to_string(i)), i);
    EXPECT_EQ(ids.view().text(i), "word" + std::to_string(i));
  }
  EXPECT_FALSE(ids.view().contains("word"));
  EXPECT_FALSE(TextIdsView{}.contains("word"));
}

TEST(TextIds, FindATextWithAMarkBehindIt) {
  TextIds ids;
  ids.add("laser");
  ids.add("laser~");
  EXPECT_EQ(ids.view().find_marked("laser", '~', TextHash("laser")), 1U);
  EXPECT_EQ(ids.view().find_marked("laser", '=', TextHash("laser")), not_found);
  EXPECT_EQ(ids.view().find_marked("lase", 'r', TextHash("lase")), 0U);
}

TEST(KeyIds, NumberKeysInTheirOrderAndFindThemAgain) {
  constexpr std::uint32_t many = 1000;
  KeyIds ids;
  for (std::uint32_t i = 0; i < many; ++i) EXPECT_EQ(ids.add(pair_key(i, 0)), std::pair(i, true));
  EXPECT_EQ(ids.add(pair_key(9, 0)), std::pair(9U, false));
  for (std::uint32_t i = 0; i < many; ++i) EXPECT_EQ(ids.view().find(pair_key(i, 0)), i);
  EXPECT_FALSE(ids.view().contains(pair_key(0, 1)));
}

TEST(Keys, PairsOfSmallNumbersAreTheSameInHalfTheBytes) {
  const std::vector<std::uint32_t> narrow = {7U << 16U | 9U};
  EXPECT_EQ(Keys(narrow)[0], pair_key(7, 9));
}

TEST(Lists, KeepTheirValuesInTheOrderInWhichTheyCame) {
  Lists lists;
  for (std::uint32_t i = 0; i < 9; ++i) lists.add(i % 3, i);
  const ListsView view = lists.view();
  const auto values = [&](std::uint32_t list) {
    std::vector<std::uint32_t> all;
    for (const std::uint32_t value : view.list(list)) all.push_back(value);
    return all;
  };
  EXPECT_EQ(values(1), (std::vector<std::uint32_t>{1, 4, 7}));
  EXPECT_TRUE(values(3).empty());
  EXPECT_TRUE(values(not_found).empty());
}

std::vector<Phrases::Meaning> said(const Phrases& phrases, const std::vector<std::string>& words) {
  std::vector<Phrases::Meaning> all;
  for (const auto& match : phrases.find(words)) all.push_back(match.meaning);
  return all;
}

TEST(Phrases, GrowBehindCompiledOnes) {
  Phrases compiled;
  compiled.add("fat freezing", 1);
  compiled.add("laser", 2);
  Phrases both(compiled.added());
  both.add("fat freezing machine", 3);
  both.add("laser", 4, Phrases::Kind::name);
  EXPECT_EQ(said(both, {"fat", "freezing", "machine"}), (std::vector<Phrases::Meaning>{1, 3}));
  EXPECT_EQ(said(both, {"lasers"}), (std::vector<Phrases::Meaning>{2, 4}));
}

TEST(Phrases, ACompiledPhraseCanLoseAMeaning) {
  Phrases compiled;
  compiled.add("ultra cool", 1);
  compiled.add("ultra", 1);
  Phrases phrases(compiled.added());
  phrases.remove({"ultra", "cool"}, 1, Phrases::Kind::words);
  phrases.add("ultra cool", 2);
  EXPECT_EQ(said(phrases, {"ultra", "cool"}), (std::vector<Phrases::Meaning>{1, 2}));
  EXPECT_EQ(said(phrases, {"ultra"}), (std::vector<Phrases::Meaning>{1}));
}

// A row of articles that each opens every phrase again would cost the square of its length.
TEST(Phrases, ArticlesAreLeftOutButNotAWholeRowOfThem) {
  Phrases phrases;
  phrases.add("hifu machine", 1);
  EXPECT_EQ(said(phrases, {"hifu", "el", "machine"}), (std::vector<Phrases::Meaning>{1}));
  EXPECT_EQ(said(phrases, {"hifu", "el", "al", "machine"}), (std::vector<Phrases::Meaning>{1}));
  EXPECT_TRUE(said(phrases, {"hifu", "el", "el", "el", "el", "el", "machine"}).empty());
}

TEST(WordLists, AreCompiledIn) {
  const Phrases phrases(lexicon_tables.phrases);
  EXPECT_TRUE(phrases.has_word("hello"));
  EXPECT_FALSE(phrases.has_word("hydrafacial9000"));
  EXPECT_TRUE(lexicon_tables.brands.contains("thermage"));
  EXPECT_GT(numbers_tables.values.size(), 20U);
  EXPECT_TRUE(language_tables.words.contains("merci"));
  EXPECT_TRUE(medical_tables.exact.words.contains("migraine"));
}

}  // namespace
}  // namespace mta::catalogue
