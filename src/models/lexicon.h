#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace mta::models {

/// How a folded word is looked up: an Arabic one by its stem.
std::string lexical_form(const std::string& folded);

/// Words and phrases that tell what a visitor wants, in English, Arabic and Arabizi, folded. One
/// slip in a long word is forgiven.
class Lexicon {
 public:
  /// `phrases` are separated by semicolons.
  explicit Lexicon(std::string_view phrases);

  /// True where one of the phrases stands in `words` (lexical forms).
  [[nodiscard]] bool in(const std::vector<std::string>& words) const;
  /// How many words from `at` on are one of the phrases; 0: none. The longest counts.
  [[nodiscard]] std::size_t match(const std::vector<std::string>& words, std::size_t at) const;

 private:
  std::vector<std::vector<std::string>> phrases_;
  std::unordered_set<std::string>
      firsts_;  // exact first words: most words are none, found out at once
};

/// One lexicon an intent, made once.
struct Lexicons {
  Lexicon greeting, thanks, farewell, contact, training, support, terms, about, overview;
  Lexicon medical, medical_hint, treatment, own_body, off_topic, unsupported;
  Lexicon joins, between, body_training, price, compare, cheapest, dearest, at_most, at_least,
      currency, request, pronoun;
  Lexicon arabizi, stop, weak, business;
  Lexicon agreement, small_talk, contact_words, beyond_a_price;
};
const Lexicons& lexicons();

}  // namespace mta::models
