#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/fold.h"
#include "catalogue/phrases.h"
#include "catalogue/spans.h"

namespace mta::catalogue {

/// What numbers.txt has a list for.
enum class NumberWord : std::uint8_t {
  usd,
  sar,
  aed,
  other_currency,
  at_most,
  at_most_behind,
  at_least,
  at_least_behind,
  exceeds,
  not_,
  around,
  between,
  and_,
  percent,
  time,
  time_before,
  count,
  counted,  ///< stands between a count and what it counts
  pair,
  unit,      ///< what no price is counted in: nm, shots
  priced,    ///< says that a price follows
  fraction,  ///< half of the multiplier before it
  dated,     ///< a year follows
  labelled,  ///< the name of a norm, a box, … follows
};

/// The numbers of a message and the words around them.
class NumberWords {
 public:
  struct Number {
    double value = 0;
    std::size_t end = 0;
    Currency currency = Currency::unsaid;  ///< where it is part of the word: `5000usd`
    bool is_multiplied = false;            ///< `5k`, "two thousand"
    bool is_word_alone = false;            ///< "thousand" and nothing before it
  };
  struct CurrencyWord {
    Currency currency = Currency::unsaid;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  NumberWords(std::string_view text, std::span<const FoldedWord> words,
              Phrases::Latin latin = Phrases::Latin::as_written);

  /// The number that begins at word `i`.
  [[nodiscard]] std::optional<Number> at(std::size_t i) const;
  /// The number in words that begins there, however small.
  [[nodiscard]] std::optional<Number> in_words_at(std::size_t i) const;
  /// The figure that a word holds beside letters, whatever these mean: `b6600`, `6500ish`.
  [[nodiscard]] std::optional<Number> figure_within(std::size_t i) const;
  /// Of a word for a number below 100.
  [[nodiscard]] std::optional<double> small_at(std::size_t i) const;
  [[nodiscard]] std::optional<CurrencyWord> currency_from(std::size_t begin) const;
  [[nodiscard]] std::optional<CurrencyWord> currency_until(std::size_t end) const;

  /// Where the longest phrase that begins (ends) there ends (begins); the position itself: none.
  [[nodiscard]] std::size_t end_of(NumberWord kind, std::size_t begin) const;
  [[nodiscard]] std::size_t begin_of(NumberWord kind, std::size_t end) const;
  [[nodiscard]] bool says(NumberWord kind, std::size_t begin) const;
  [[nodiscard]] bool ends_with(NumberWord kind, std::size_t end) const;
  /// The words from `begin` to `end` are one phrase.
  [[nodiscard]] bool is_one(NumberWord kind, std::size_t begin, std::size_t end) const;
  /// The last phrase that ends at most `most_words` before `end`.
  [[nodiscard]] std::optional<Phrases::Match> last_before(NumberWord kind, std::size_t end,
                                                          std::size_t most_words) const;
  /// No word, but a dash.
  [[nodiscard]] bool only_dash_between(std::size_t end, std::size_t begin) const;

 private:
  [[nodiscard]] std::optional<Number> digits_at(std::size_t i) const;
  [[nodiscard]] std::optional<Number> behind_currency_at(std::size_t i) const;
  [[nodiscard]] bool adds_tens(std::size_t at) const;
  void multiply(Number& number) const;
  void add_rest(Number& number) const;

  std::string_view text_;
  std::span<const FoldedWord> words_;
  std::vector<std::vector<Phrases::Match>> from_;   // by the first word
  std::vector<std::vector<Phrases::Match>> until_;  // by the word behind the last
};

/// A currency, or words that a price follows, may end with the folded word.
bool may_end_before_number(const std::string& word);
/// What belongs to the number before it may begin with the folded word: a currency, a unit, …
bool may_begin_behind_number(const std::string& word);

}  // namespace mta::catalogue
