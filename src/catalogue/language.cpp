#include "catalogue/language.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "catalogue/letter_pairs.h"
#include "catalogue/word_lists.h"

namespace mta::catalogue {
namespace {

constexpr std::size_t languages = latin_languages;
using Scores = LanguageScores;
constexpr auto arabizi = static_cast<std::size_t>(LatinLanguage::arabizi);

constexpr unsigned list_of(LatinLanguage language) { return 1U << static_cast<unsigned>(language); }

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

unsigned all_lists_with(std::string_view word) {
  const std::uint32_t known = language_tables.words.find(word);
  return known == not_found ? 0 : language_tables.lists[known];
}

/// The languages, as bits, whose lists hold the word; 0: it is in none.
unsigned lists_with(std::string_view word) { return all_lists_with(word) & ~in_english_grammar; }

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
  if ((lists & in_all_languages) != 0) return scores;
  for (std::size_t i = 0; i < languages; ++i) {
    if ((lists >> i & 1U) == 0) scores.at(i) = known_in_another;
  }
  if (lists == list_of(LatinLanguage::french)) scores.at(arabizi) = known_in_french;
  return scores;
}

Scores score_of_pairs(std::string_view word) {
  Scores scores{};
  for_each_letter_pair(word, [&](std::size_t pair) {
    for (std::size_t i = 0; i < languages; ++i) scores.at(i) += language_tables.pairs[pair].at(i);
  });
  const float best = std::ranges::max(scores);
  for (float& score : scores) score = std::max((score - best) * pairs_weight, least_of_pairs);
  return scores;
}

Scores score_of(const std::string& word) {
  constexpr std::size_t longest = 40;
  if (static_cast<unsigned char>(word.front()) >= 0x80 || word.size() > longest) return {};
  if (const unsigned lists = lists_with(word); lists != 0) return score_of_known(lists);
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

bool is_english_grammar(std::string_view word) {
  return (all_lists_with(word) & in_english_grammar) != 0;
}

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
