#include "chat/figures.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace mta::chat {

using catalogue::Currency;
using catalogue::NumberWord;
using catalogue::NumberWords;

namespace {

/// What may stand before the price that was asked for.
constexpr auto leads = std::to_array<std::string_view>(
    {"for",  "at",   "is",   "its",  "it's",  "s",     "about", "around", "roughly",
     "b",    "bi",   "be",   "ب",    "هو",    "هي",    "a",     "à",      "est",
     "howe", "hiye", "huwa", "hiya", "dayra", "dayer", "costs", "exactly"});

}  // namespace

bool holds_currency_sign(std::string_view text) {
  constexpr std::u32string_view signs = U"$€£¥₤₪₹₺₽₩₿¢﷼";
  while (!text.empty()) {
    if (signs.find(next_code_point(text)) != std::u32string_view::npos) return true;
  }
  return false;
}

std::string_view up_to_operator(std::string_view gap) {
  std::string_view rest = gap;
  while (!rest.empty()) {
    const std::size_t at = gap.size() - rest.size();
    if (std::u32string_view(U"×x*+=÷/–(").contains(next_code_point(rest))) return gap.substr(0, at);
  }
  return gap;
}

std::string_view Figures::behind(std::size_t end) const {
  const std::size_t from = words_[end - 1].end;
  const std::size_t to = end < words_.size() ? words_[end].begin : text_.size();
  return text_.substr(from, to - from);
}

std::string_view Figures::before(std::size_t begin) const {
  const std::size_t from = begin > 0 ? words_[begin - 1].end : 0;
  return text_.substr(from, words_[begin].begin - from);
}

bool Figures::has_currency_sign(std::size_t begin, std::size_t end) const {
  return holds_currency_sign(before(begin)) || holds_currency_sign(up_to_operator(behind(end)));
}

bool Figures::counts_a_unit(std::size_t end) const {
  const std::string_view gap = behind(end);
  const bool is_apart = gap.find_first_not_of(" -+") != std::string_view::npos;
  // 17" is a size, "8000" a quotation.
  const bool is_quoted = before(end - 1).ends_with('"');
  return gap.starts_with("°") || gap.starts_with(" °") || (gap.starts_with('"') && !is_quoted) ||
         (!is_apart && is_capital_unit(end)) ||
         (!is_apart &&
          (numbers_.says(NumberWord::unit, end) || numbers_.says(NumberWord::count, end) ||
           numbers_.says(NumberWord::time, end)));
}

/// `110 V`; small letters are words of Arabizi.
bool Figures::is_capital_unit(std::size_t word) const {
  constexpr std::string_view units = "VWJACFMLG";
  return word < words_.size() && words_[word].text.size() == 1 &&
         units.contains(text_[words_[word].begin]);
}

bool Figures::lists_a_unit(std::size_t end) const {
  for (int more = 0; more < 4 && end < words_.size(); ++more) {
    if (counts_a_unit(end)) return true;
    std::size_t next = end;
    next = numbers_.end_of(NumberWord::and_, next);
    if (next < words_.size() && next == end &&
        (words_[end].text == "or" || words_[end].text == "او" || words_[end].text == "aw")) {
      ++next;
    }
    if (next >= words_.size()) return false;
    const auto number = numbers_.at(next);
    if (!number || number->is_multiplied || number->currency != Currency::unsaid) return false;
    if (numbers_.currency_from(number->end)) return false;
    end = number->end;
  }
  return counts_a_unit(std::min(end, words_.size()));
}

bool Figures::is_unit_within(std::size_t word) const {
  const std::string& text = words_[word].text;
  const std::string letters = text.substr(text.find_last_of("0123456789") + 1);
  constexpr std::string_view single = "wvajmglfxhp";
  if (letters.size() == 1 && single.contains(letters.front())) return true;
  const std::vector<FoldedWord> unit = {FoldedWord{.text = letters}};
  return !letters.empty() && NumberWords({}, unit).says(NumberWord::unit, 0);
}

bool Figures::is_dated(double value, std::size_t begin, std::size_t end) const {
  if (numbers_.ends_with(NumberWord::labelled, begin)) return true;
  const bool year = value >= 1950 && value <= 2100 && value == static_cast<int>(value);
  const std::string_view gap = before(begin);
  const bool in_date = begin > 0 && has_digit(words_[begin - 1].text) && (gap == "/" || gap == "-");
  const bool before_date = behind(end) == "/" || (behind(end) == "-" && end < words_.size() &&
                                                  words_[end].text.size() <= 2);
  constexpr double least_recent = 2015;
  const bool in_parentheses =
      value >= least_recent && gap.ends_with('(') && behind(end).starts_with(')');
  return year &&
         (in_parentheses || in_date || before_date ||
          numbers_.ends_with(NumberWord::dated, begin) || numbers_.says(NumberWord::dated, end));
}

bool Figures::ends_there(std::size_t end) const {
  const std::string_view gap = behind(end);
  return end == words_.size() || gap.find_first_of(".,;:!?)|\n") < gap.size();
}

bool Figures::is_priced(std::size_t begin, std::size_t end) const {
  constexpr std::size_t near = 2;
  return ends_there(end) && numbers_.last_before(NumberWord::priced, begin, near).has_value();
}

bool Figures::is_led_to(std::size_t begin, std::size_t end) const {
  if (begin == 0) return end == words_.size();
  return std::ranges::find(leads, words_[begin - 1].text) != leads.end() ||
         numbers_.ends_with(NumberWord::priced, begin) ||
         numbers_.ends_with(NumberWord::around, begin) || before(begin).contains('=');
}

}  // namespace mta::chat
