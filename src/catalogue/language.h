#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// Tells the language of a message in Latin letters.
namespace mta::catalogue {

/// Arabizi is Arabic in Latin letters and digits.
enum class LatinLanguage : std::uint8_t { english, french, arabizi };
inline constexpr unsigned in_all_languages = 1U << 3U;  ///< the list of what is the same in all

inline constexpr unsigned in_english_grammar = 1U << 4U;  ///< the list of `is_english_grammar`

/// The folded word is one of the grammar of English: a pronoun, an article, a question word, ...
bool is_english_grammar(std::string_view word);

struct LatinLanguageGuess {
  LatinLanguage language = LatinLanguage::english;  ///< English, where nothing speaks for another
  /// False where the message says little (a name, a model number, "ok"): the language of the
  /// message before may be the better guess.
  bool is_sure = false;
};

/// Of folded words (catalogue/fold). Words in Arabic script are passed over, numbers and model
/// numbers too. The time is linear in the letters.
LatinLanguageGuess guess_latin_language(std::span<const std::string> words);

inline bool is_arabizi(std::span<const std::string> words) {
  return guess_latin_language(words).language == LatinLanguage::arabizi;
}

}  // namespace mta::catalogue
