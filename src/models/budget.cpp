#include "models/budget.h"

#include <charconv>

#include "models/lexicon.h"

namespace mta::models {
namespace {

/// A phrase of `lexicon` begins at most four words before `at`.
bool stands_before(const Lexicon& lexicon, const std::vector<std::string>& forms, std::size_t at) {
  for (std::size_t i = at > 4 ? at - 4 : 0; i < at; ++i) {
    if (lexicon.match(forms, i) > 0) return true;
  }
  return false;
}

}  // namespace

std::optional<std::int64_t> number_of(std::string_view word) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view rest(stop, word.data() + word.size());
  if (rest == "k") return number * 1000;
  return rest.empty() || rest == "usd" ? std::optional(number) : std::nullopt;
}

bool is_thousand(const std::vector<std::string>& words, std::size_t at) {
  if (at >= words.size()) return false;
  for (const std::string_view thousand : {"thousand", "الف", "الاف", "الافه", "alf", "alef"}) {
    if (words[at] == thousand) return true;
  }
  return false;
}

Budget find_budget(std::string_view text, const std::vector<std::string>& words,
                   const std::vector<std::string>& forms) {
  const Lexicons& lex = lexicons();
  Budget budget;
  const bool money = text.find('$') != std::string_view::npos || lex.currency.in(forms);
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto number = number_of(words[i]);
    if (!number) continue;
    if (is_thousand(words, i + 1)) *number *= 1000;
    if (*number < 100) continue;
    const bool at_most = stands_before(lex.at_most, forms, i);
    if (stands_before(lex.between, forms, i) && !at_most) {
      (budget.least ? budget.most : budget.least) = number;
    } else if (stands_before(lex.at_least, forms, i)) {
      budget.least = number;
    } else if (at_most || (money && !lex.compare.in(forms))) {
      budget.most = number;
    }
  }
  return budget;
}

}  // namespace mta::models
