#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "catalogue/learned/features.h"
#include "catalogue/learned/hints.h"
#include "catalogue/learned/labels.h"
#include "catalogue/learned/model.h"

namespace mta::catalogue::learned {
namespace {

std::set<std::uint32_t> text_features(std::string_view text) {
  const Features features = features_of(text, {}, {});
  return {features.text.begin(), features.text.end()};
}

std::size_t shared(std::string_view one, std::string_view other) {
  const auto a = text_features(one);
  const auto b = text_features(other);
  return static_cast<std::size_t>(
      std::ranges::count_if(a, [&](std::uint32_t feature) { return b.contains(feature); }));
}

TEST(LearnedFeatures, ArabicAndArabiziShareHowAWordSounds) {
  const std::size_t unrelated = shared("مكتوب", "jamila");
  EXPECT_GE(shared("تورم", "twarram"), unrelated + 3);
  EXPECT_GE(shared("حبوب", "7boub"), unrelated + 3);
  EXPECT_GE(shared("ماكينة", "makina"), unrelated + 3);
}

TEST(LearnedFeatures, FormsOfAWordShareItsLetters) {
  EXPECT_GE(shared("swelling", "swollen"), 4U);
  EXPECT_GE(shared("hydrafacial", "hidrafacial"), 8U);
  EXPECT_GE(shared("soooo", "soo"), 5U);
}

TEST(LearnedFeatures, OfNumbersOnlyTheLengthCounts) {
  EXPECT_EQ(text_features("about 2500"), text_features("about 4700"));
  EXPECT_NE(text_features("about 2500"), text_features("about 03123456"));
}

TEST(LearnedFeatures, AreNoMoreForALongerMessage) {
  std::string text;
  for (int i = 0; text.size() < 3000; ++i) text += "word" + std::to_string(i * 7919) + "x ";
  const std::string longer = text + text + text;
  EXPECT_LT(features_of(longer, {}, {}).text.size(), 8000U);
  // The end is read, too.
  EXPECT_NE(text_features(longer), text_features(longer + " swelling"));
}

TEST(LearnedFeatures, HintsCountByThemselvesAndInPairs) {
  const std::vector<std::uint32_t> hints = {3, 70, 160};
  const Features features = features_of("", hints, {});
  for (const std::uint32_t hint : hints)
    EXPECT_NE(std::ranges::find(features.hints, hint), features.hints.end());
  EXPECT_EQ(features.hints.size(), 6U);
  EXPECT_TRUE(std::ranges::all_of(features.hints,
                                  [](std::uint32_t one) { return one < first_text_feature; }));
}

TEST(LearnedFeatures, AnyBytesAreRead) {
  EXPECT_NO_THROW(features_of("\xff\xfe\xd8", {}, {}));
  EXPECT_NO_THROW(features_of(std::string(5000, '\xd8'), {}, {}));
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LearnedTable, WasTrainedWithTheseFeatures) {
  const TableOrigin origin = table_origin();
  EXPECT_EQ(origin.feature_version, feature_version);
  EXPECT_EQ(origin.features, feature_count);
  EXPECT_EQ(origin.labels, label_count);
  EXPECT_EQ(origin.bytes, origin.bytes_expected);
}

TEST(LearnedTable, WasTrainedWithTheSentencesOfTheProject) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(MTA_SOURCE_DIR "/training")) {
    if (entry.path().extension() == ".tsv") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::string sentences;
  for (const auto& path : paths) sentences += bytes_of(path);
  EXPECT_TRUE(std::ranges::equal(sha256(sentences), table_origin().sentences_sha256))
      << "scripts/train_understanding.py has not been run since the sentences changed";
}

std::vector<double> numbers_of(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<double>(in), {}};
}

std::vector<std::uint32_t> features_in(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::uint32_t>(in), {}};
}

TEST(LearnedTable, ScoresAreTheTrainers) {
  std::ifstream file(MTA_SOURCE_DIR "/training/expected_scores.txt");
  std::string hints;
  std::string text;
  std::string scores;
  int cases = 0;
  while (std::getline(file, hints) && std::getline(file, text) && std::getline(file, scores)) {
    const Scores found = scores_of({.hints = features_in(hints), .text = features_in(text)});
    const std::vector<double> expected = numbers_of(scores);
    ASSERT_EQ(expected.size(), label_count);
    for (std::size_t i = 0; i < label_count; ++i) {
      EXPECT_NEAR(found.of(static_cast<Label>(i)), expected[i], 0.01) << i;
    }
    ++cases;
  }
  EXPECT_GE(cases, 5);
}

TEST(LearnedLabels, EveryTopicHasAPhraseAndNothingElseHas) {
  for (std::size_t i = 0; i < label_count; ++i) {
    const auto label = static_cast<Label>(i);
    EXPECT_FALSE(name_of(label).empty());
    EXPECT_EQ(phrase_of(label).empty(), i < first_topic) << name_of(label);
  }
}

TEST(LearnedScores, TheSpeakersShareOne) {
  const Scores scores = scores_of({});
  float all = 0;
  for (std::size_t i = 0; i < first_want; ++i) all += scores.speaker(static_cast<Label>(i));
  EXPECT_NEAR(all, 1, 1e-4);
}

}  // namespace
}  // namespace mta::catalogue::learned
