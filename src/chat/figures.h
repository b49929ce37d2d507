#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "catalogue/fold.h"
#include "catalogue/number_words.h"

namespace mta::chat {

/// A smaller figure needs a currency or a word for a price.
inline constexpr double least_bare_amount = 100;

bool holds_currency_sign(std::string_view text);
/// Of what stands between two words the part that is the number's before it: of "2 × $3,200" the
/// sign is not the 2's.
std::string_view up_to_operator(std::string_view gap);
/// A sign of a calculation, a dash or a parenthesis stands in it.
inline bool holds_operator(std::string_view gap) { return up_to_operator(gap).size() < gap.size(); }

/// The numbers of a text and what stands around them. Both arguments must outlive it.
class Figures {
 public:
  Figures(std::string_view text, std::span<const FoldedWord> words)
      : text_(text), words_(words), numbers_(text, words) {}

  [[nodiscard]] const catalogue::NumberWords& numbers() const { return numbers_; }

  /// What stands between the word before `end` and the next, and before the word `begin`.
  [[nodiscard]] std::string_view behind(std::size_t end) const;
  [[nodiscard]] std::string_view before(std::size_t begin) const;

  /// A currency's sign stands right before the number, or behind it.
  [[nodiscard]] bool has_currency_sign(std::size_t begin, std::size_t end) const;
  /// A unit, pieces or a time stand behind the number that ends there.
  [[nodiscard]] bool counts_a_unit(std::size_t end) const;
  /// "755, 808 or 1064 nm": of several numbers the last one has the unit.
  [[nodiscard]] bool lists_a_unit(std::size_t end) const;
  /// `1064nm`, `2000w`: the word ends with a unit.
  [[nodiscard]] bool is_unit_within(std::size_t word) const;
  /// A year, a part of a date, or behind the name of a norm.
  [[nodiscard]] bool is_dated(double value, std::size_t begin, std::size_t end) const;
  /// Something ends behind the number: a clause, a row's cell, the text.
  [[nodiscard]] bool ends_there(std::size_t end) const;
  /// "The price is 99."
  [[nodiscard]] bool is_priced(std::size_t begin, std::size_t end) const;
  /// "Yours for 99": the word before leads to a price where one was asked for; or there is nothing
  /// but the number.
  [[nodiscard]] bool is_led_to(std::size_t begin, std::size_t end) const;

 private:
  [[nodiscard]] bool is_capital_unit(std::size_t word) const;

  std::string_view text_;
  std::span<const FoldedWord> words_;
  catalogue::NumberWords numbers_;
};

}  // namespace mta::chat
