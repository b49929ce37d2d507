#include "chat/arithmetic.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"

namespace mta::chat {
namespace {

enum class Operator : char { none, plus, minus, times, divided };

struct Term {
  Operator sign = Operator::none;  ///< before it
  double value = 0;
};

/// A currency beside a number changes nothing of a sum.
constexpr auto currencies =
    std::to_array<std::string_view>({"usd", "sar", "aed", "dollars", "dollar", "riyals", "riyal",
                                     "dirhams", "dirham", "us", "دولار", "ريال", "درهم"});

Operator operator_of(char32_t c) {
  switch (c) {
    case U'+':
      return Operator::plus;
    case U'-':
    case U'–':
      return Operator::minus;
    case U'×':
    case U'x':
    case U'X':
      return Operator::times;
    case U'÷':
    case U'/':
      return Operator::divided;
    default:
      return Operator::none;
  }
}

/// `7,200`, `7 200`, `2.5`, `3,75`: takes it off.
std::optional<double> take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size()) {
    const bool goes_on = end + 1 < text.size() && is_digit(text[end + 1]) && end > 0 &&
                         std::string_view(",. '").contains(text[end]);
    if (!is_digit(text[end]) && !goes_on) break;
    ++end;
  }
  if (end == 0) return std::nullopt;
  const std::string_view written = text.substr(0, end);
  const std::size_t mark = written.find_last_of(",. '");
  const bool has_decimals = mark != std::string_view::npos && written.size() - mark != 4 &&
                            written[mark] != ' ' && written[mark] != '\'';
  std::string digits;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (is_digit(written[i])) digits += written[i];
    if (has_decimals && i == mark) digits += '.';
  }
  double value = 0;
  const auto [behind, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || behind != digits.data() + digits.size()) return std::nullopt;
  text.remove_prefix(end);
  return value;
}

/// Takes off what stands between numbers and means nothing.
bool take_filling(std::string_view& text) {
  for (const std::string_view currency : currencies) {
    if (equal_ignoring_case(text.substr(0, currency.size()), currency)) {
      text.remove_prefix(currency.size());
      return true;
    }
  }
  std::string_view rest = text;
  if (!std::u32string_view(U" \t$()[]").contains(next_code_point(rest))) return false;
  text = rest;
  return true;
}

/// The last calculation of the text, which ends with its last number; empty: there is none.
std::vector<Term> last_calculation(std::string_view text) {
  std::vector<Term> terms;
  Operator sign = Operator::none;
  bool is_open = true;  // a number may come
  while (!text.empty()) {
    std::string_view rest = text;
    if (const auto number = take_number(text)) {
      if (!is_open || sign == Operator::none) terms.clear();
      terms.push_back({.sign = terms.empty() ? Operator::none : sign, .value = *number});
      is_open = false;
      continue;
    }
    if (const Operator found = operator_of(next_code_point(rest)); found != Operator::none) {
      sign = found;
      is_open = true;
      text = rest;
    } else if (!take_filling(text)) {
      terms.clear();
      sign = Operator::none;
      is_open = true;
      text = rest;
    }
  }
  if (is_open) terms.clear();
  return terms;
}

double result_of(const std::vector<Term>& terms) {
  double sum = 0;
  double product = 0;
  for (const Term& term : terms) {
    if (term.sign == Operator::times) {
      product *= term.value;
    } else if (term.sign == Operator::divided) {
      product /= term.value;  // by nothing: infinite, and no amount
    } else {
      sum += product;
      product = term.sign == Operator::minus ? -term.value : term.value;
    }
  }
  return sum + product;
}

}  // namespace

std::optional<double> calculation_before(std::string_view plain, std::size_t at) {
  std::string_view before = plain.substr(0, at);
  while (!before.empty() && std::string_view(" \t$(~").contains(before.back())) {
    before.remove_suffix(1);
  }
  constexpr std::string_view about = "≈";
  const bool is_equal = before.ends_with('=') || before.ends_with(about);
  if (!is_equal) return std::nullopt;
  before.remove_suffix(before.ends_with('=') ? 1 : about.size());
  const std::vector<Term> terms = last_calculation(before);
  return terms.size() < 2 ? std::nullopt : std::optional(result_of(terms));
}

}  // namespace mta::chat
