#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "catalogue/language.h"
#include "catalogue/letter_pairs.h"
#include "catalogue/word_lists.h"
#include "tables/word_lists.h"

namespace mta::tables {
namespace {

using catalogue::LanguageScores;
using catalogue::latin_languages;
using catalogue::LatinLanguage;
using catalogue::letter_pairs;

constexpr unsigned list_of(LatinLanguage language) { return 1U << static_cast<unsigned>(language); }

unsigned list_of(std::string_view section) {
  if (section == "english") return list_of(LatinLanguage::english);
  if (section == "french") return list_of(LatinLanguage::french);
  if (section == "arabizi") return list_of(LatinLanguage::arabizi);
  if (section == "any") return catalogue::in_all_languages;
  if (section == "grammar") return catalogue::in_english_grammar;
  throw ListError("languages.txt: [" + std::string(section) + "]");
}

/// How often two letters follow each other in the words of each list.
class LetterPairs {
 public:
  void count(std::size_t language, std::string_view word) {
    catalogue::for_each_letter_pair(word,
                                    [&](std::size_t pair) { ++table_.at(pair).at(language); });
    counted_.at(language) += static_cast<float>(word.size() + 1);
  }
  [[nodiscard]] std::vector<LanguageScores> logarithms() const {
    constexpr float unseen = 0.3F;
    std::vector<LanguageScores> all = table_;
    for (LanguageScores& pair : all) {
      for (std::size_t i = 0; i < latin_languages; ++i) {
        pair.at(i) = std::log((pair.at(i) + unseen) / (counted_.at(i) + unseen * letter_pairs));
      }
    }
    return all;
  }

 private:
  std::vector<LanguageScores> table_ = std::vector<LanguageScores>(letter_pairs);
  LanguageScores counted_{};
};

/// As it is, to the last bit.
std::string exactly(float number) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%aF", static_cast<double>(number));
  return text.data();
}

}  // namespace

void write_languages(std::string_view text, SourceWriter& out) {
  catalogue::TextIds words;
  std::vector<std::uint32_t> lists;
  LetterPairs pairs;
  for_each_line(text, [&](std::string_view section, std::string_view line) {
    if (section.empty()) return;
    const unsigned list = list_of(section);
    for_each_part(line, ' ', [&](std::string_view word) {
      if (word.empty()) return;
      const auto [id, is_new] = words.add(word);
      if (is_new) lists.push_back(0);
      lists[id] |= list;
      for (std::size_t i = 0; i < latin_languages && list != catalogue::in_all_languages; ++i) {
        if ((list >> i & 1U) != 0) pairs.count(i, word);
      }
    });
  });
  const std::string scores =
      out.array("LanguageScores", pairs.logarithms(), [](const LanguageScores& of_pair) {
        std::string all = "{";
        for (const float score : of_pair) all += exactly(score) + ",";
        return all + "}";
      });
  out.define("LanguageTables", "languages", {out.of(words.view()), out.numbers(lists), scores});
}

}  // namespace mta::tables
