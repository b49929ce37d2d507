#include "catalogue/language.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "catalogue/languages_txt.h"  // made from languages.txt by CMake

namespace mta::catalogue {
namespace {

constexpr std::size_t languages = 3;
using Scores = std::array<float, languages>;  // by LatinLanguage; the logarithm of a likelihood
constexpr auto arabizi = static_cast<std::size_t>(LatinLanguage::arabizi);

constexpr unsigned list_of(LatinLanguage language) { return 1U << static_cast<unsigned>(language); }
constexpr unsigned in_all = 1U << languages;  ///< the list of what is the same in all

// Found with the questions of tests/unit/catalogue/latin_sentences.tsv.
constexpr float known_in_another = -4;    ///< a word that only other languages' lists hold
constexpr float known_in_french = -2.5F;  ///< for Arabizi: the Maghreb mixes the two
constexpr float digit_in_word = -6;       ///< `3andkon`: no English word
constexpr float digit_maybe_in_word = -0.5;
constexpr float pairs_weight = 0.7F;  ///< neighbouring pairs of letters say the same in part
constexpr float least_of_pairs = -4;  ///< one odd word does not decide
constexpr Scores before_any_word = {0, -1, -1.8F};
constexpr float sure_from = 2;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// How often two letters follow each other in the words of each list. A word's two ends are a
/// letter, too.
class LetterPairs {
 public:
  void count(std::size_t language, std::string_view word) {
    each_pair(word, [&](std::size_t pair) { ++table_.at(pair).at(language); });
    counted_.at(language) += static_cast<float>(word.size() + 1);
  }
  void counts_to_logarithms() {
    constexpr float unseen = 0.3F;
    for (Scores& pair : table_) {
      for (std::size_t i = 0; i < languages; ++i) {
        pair.at(i) = std::log((pair.at(i) + unseen) / (counted_.at(i) + unseen * places));
      }
    }
  }
  [[nodiscard]] Scores score(std::string_view word) const {
    Scores sum{};
    each_pair(word, [&](std::size_t pair) {
      for (std::size_t i = 0; i < languages; ++i) sum.at(i) += table_.at(pair).at(i);
    });
    return sum;
  }

 private:
  static constexpr std::size_t letters = 37;  // an end, a to z, digits
  static constexpr std::size_t places = letters * letters;

  static std::size_t place(char c) {
    if (is_letter(c)) return static_cast<std::size_t>(c - 'a') + 1;
    return is_digit(c) ? static_cast<std::size_t>(c - '0') + 27 : 0;
  }
  template <typename Visit>
  static void each_pair(std::string_view word, Visit visit) {
    std::size_t last = 0;
    for (const char c : word) {
      visit(last * letters + place(c));
      last = place(c);
    }
    visit(last * letters);
  }

  std::array<Scores, places> table_{};
  Scores counted_{};
};

/// The lists of languages.txt and what is counted from them.
class WordLists {
 public:
  explicit WordLists(std::string_view text) {
    unsigned section = 0;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (line.starts_with('[')) {
        section = section_of(line);
      } else if (!line.starts_with('#')) {
        add_words(line, section);
      }
    }
    pairs_.counts_to_logarithms();
  }

  /// The languages, as bits, whose lists hold the word; 0: it is in none.
  [[nodiscard]] unsigned find(const std::string& word) const {
    const auto found = known_.find(word);
    return found == known_.end() ? 0 : found->second;
  }
  [[nodiscard]] const LetterPairs& pairs() const { return pairs_; }

 private:
  static unsigned section_of(std::string_view line) {
    if (line.starts_with("[english]")) return list_of(LatinLanguage::english);
    if (line.starts_with("[french]")) return list_of(LatinLanguage::french);
    return line.starts_with("[arabizi]") ? list_of(LatinLanguage::arabizi) : in_all;
  }
  void add_words(std::string_view line, unsigned section) {
    while (!line.empty()) {
      const std::size_t end = std::min(line.find(' '), line.size());
      const std::string_view word = line.substr(0, end);
      line.remove_prefix(std::min(end + 1, line.size()));
      if (word.empty()) continue;
      known_[std::string(word)] |= section;
      for (std::size_t i = 0; i < languages && section != in_all; ++i) {
        if ((section >> i & 1U) != 0) pairs_.count(i, word);
      }
    }
  }

  std::unordered_map<std::string, unsigned> known_;
  LetterPairs pairs_;
};

const WordLists& word_lists() {
  static const WordLists lists(languages_txt);
  return lists;
}

enum class Shape : std::uint8_t { word, code, digit_maybe_in_word, digit_in_word };

bool is_unit(std::string_view word) {
  constexpr std::string_view units[] = {"w",   "v",   "h",   "mm", "nm", "ml", "kg",   "cm", "hz",
                                        "mhz", "khz", "th",  "st", "nd", "rd", "min",  "am", "pm",
                                        "usd", "sar", "aed", "mg", "gb", "tb", "inch", "in", "mj"};
  return word.size() == 1 || std::ranges::find(units, word) != std::end(units);
}

/// `24h`, `808nm`, `9in1`, `x100`, `mp34`: numbers with a unit, numbers of models.
bool is_code(std::string_view word) {
  constexpr std::string_view digits_for_no_letter = "014";
  if (word.find_first_of(digits_for_no_letter) != std::string_view::npos) return true;
  const auto first_letter = std::ranges::find_if(word, is_letter);
  const auto digits = first_letter - word.begin();
  const auto letters = std::find_if(first_letter, word.end(), is_digit) - first_letter;
  const bool letters_to_the_end = digits + letters == std::ssize(word);
  if (digits > 0 && letters_to_the_end) {
    return digits > 2 || is_unit(word.substr(static_cast<std::size_t>(digits)));
  }
  const bool one_part = std::all_of(first_letter + letters, word.end(), is_digit);
  return digits == 0 && one_part && std::ssize(word) - letters > 1;
}

Shape shape_of(std::string_view word) {
  const auto letters = static_cast<std::size_t>(std::ranges::count_if(word, is_letter));
  if (letters == word.size()) return Shape::word;
  if (letters < 2 || is_code(word)) return Shape::code;
  // `co2`, `mp3`, `b2b`
  const bool maybe =
      word.size() == 3 && is_letter(word[0]) && (is_digit(word[2]) || word[1] == '2');
  return maybe ? Shape::digit_maybe_in_word : Shape::digit_in_word;
}

Scores unless_arabizi(float score) { return {score, score, 0}; }

Scores score_of_known(unsigned lists) {
  Scores scores{};
  if ((lists & in_all) != 0) return scores;
  for (std::size_t i = 0; i < languages; ++i) {
    if ((lists >> i & 1U) == 0) scores.at(i) = known_in_another;
  }
  if (lists == list_of(LatinLanguage::french)) scores.at(arabizi) = known_in_french;
  return scores;
}

Scores score_of_pairs(std::string_view word) {
  Scores scores = word_lists().pairs().score(word);
  const float best = std::ranges::max(scores);
  for (float& score : scores) score = std::max((score - best) * pairs_weight, least_of_pairs);
  return scores;
}

Scores score_of(const std::string& word) {
  constexpr std::size_t longest = 40;
  if (static_cast<unsigned char>(word.front()) >= 0x80 || word.size() > longest) return {};
  if (const unsigned lists = word_lists().find(word); lists != 0) return score_of_known(lists);
  switch (shape_of(word)) {
    case Shape::code:
      return {};
    case Shape::digit_in_word:
      return unless_arabizi(digit_in_word);
    case Shape::digit_maybe_in_word:
      return unless_arabizi(digit_maybe_in_word);
    case Shape::word:
      break;
  }
  return word.size() == 1 ? Scores{} : score_of_pairs(word);
}

}  // namespace

LatinLanguageGuess guess_latin_language(std::span<const std::string> words) {
  Scores scores = before_any_word;
  bool any_evidence = false;
  for (const std::string& word : words) {
    if (word.empty()) continue;
    const Scores of_word = score_of(word);
    for (std::size_t i = 0; i < languages; ++i) scores.at(i) += of_word.at(i);
    any_evidence = any_evidence || of_word != Scores{};
  }
  const auto best = std::ranges::max_element(scores);
  const float most = *best;
  const auto language = static_cast<LatinLanguage>(best - scores.begin());
  *best = std::ranges::min(scores);
  return {.language = language,
          .is_sure = any_evidence && most - std::ranges::max(scores) >= sure_from};
}

}  // namespace mta::catalogue
