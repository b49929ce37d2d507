#include "catalogue/number_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "catalogue/fold.h"
#include "catalogue/word_lists.h"
#include "catalogue/word_parts.h"

namespace mta::catalogue {
namespace {

using Match = Phrases::Match;
using Number = NumberWords::Number;

const Phrases& number_phrases() {
  static const Phrases phrases(numbers_tables.phrases);
  return phrases;
}

const NumberValue& value_of(Phrases::Meaning meaning) {
  return numbers_tables.values[meaning - first_number_value];
}

std::optional<int> digit_of(char32_t c) {
  for (const char32_t zero : {U'0', U'٠', U'۰', U'０'}) {
    if (c >= zero && c <= zero + 9) return static_cast<int>(c - zero);
  }
  return std::nullopt;
}

/// Takes the digits that `text` begins with.
std::vector<int> take_digits(std::string_view& text) {
  std::vector<int> digits;
  while (!text.empty()) {
    std::string_view rest = text;
    const auto digit = digit_of(next_code_point(rest));
    if (!digit) break;
    digits.push_back(*digit);
    text = rest;
  }
  return digits;
}

double append(double value, const std::vector<int>& digits) {
  for (const int digit : digits) value = std::min(value * 10 + digit, largest_amount);
  return value;
}

/// `.50` behind a figure without groups.
double take_cents(std::string_view& text) {
  constexpr std::size_t most = 2;
  if (text.empty()) return 0;
  std::string_view rest = text;
  const char32_t mark = next_code_point(rest);
  if (mark != U'.' && mark != U',' && mark != U'٫') return 0;
  const std::vector<int> digits = take_digits(rest);
  if (digits.empty() || digits.size() > most) return 0;
  text = rest;
  return append(0, digits) / std::pow(10, digits.size());
}

/// The figure that `text` begins with: `3000`, `3,000`, `3.000`, `2.5`, `10 000`. Takes it off.
double take_figure(std::string_view& text) {
  const std::vector<int> first = take_digits(text);
  double value = append(0, first);
  for (bool grouped = first.size() <= 3; grouped && !text.empty();) {
    std::string_view rest = text;
    const char32_t mark = next_code_point(rest);
    const bool dot = mark == U'.' || mark == U',' || mark == U'٫';
    if (!dot && mark != U'٬' && mark != U' ' && mark != U'\'') break;
    const std::vector<int> group = take_digits(rest);
    // "31 951", but of "808 755 nm" each is a number of its own.
    grouped =
        group.size() == 3 && (mark != U' ' || first.size() < 3 || (group[1] == 0 && group[2] == 0));
    if (grouped) {
      value = append(value, group);
      text = rest;
    } else if (dot && !group.empty() && group.size() != 3) {
      value += append(0, group) / std::pow(10, group.size());
      text = rest;
    }
  }
  if (first.size() > 3) value += take_cents(text);
  return value;
}

/// In Arabic letters a number is a number as it is written: a برتقال is no أربعة.
bool may_be_number(const std::string& word) {
  if (is_latin(word) || number_phrases().knows(word)) return true;
  return std::ranges::any_of(without_proclitics(word),
                             [](const std::string& rest) { return number_phrases().knows(rest); });
}

/// بين الألفين والأربعة آلاف
std::string without_article(const std::string& word) {
  constexpr std::string_view article = "ال";
  constexpr std::size_t least_rest = 6;  // bytes: ألفي is no في
  if (!word.starts_with(article) || word.size() < article.size() + least_rest ||
      number_phrases().has_word(word)) {
    return word;
  }
  std::string rest = word.substr(article.size());
  return number_phrases().has_word(rest) ? rest : word;
}

}  // namespace

NumberWords::NumberWords(std::string_view text, std::span<const FoldedWord> words,
                         Phrases::Latin latin)
    : text_(text), words_(words), from_(words.size() + 1), until_(words.size() + 1) {
  std::vector<std::string> folded;
  folded.reserve(words.size());
  for (const FoldedWord& word : words) folded.push_back(without_article(word.text));
  for (const Match& match : number_phrases().find(folded, latin)) {
    if (match.meaning >= first_number_value && !may_be_number(folded[match.begin])) continue;
    from_[match.begin].push_back(match);
    until_[match.end].push_back(match);
  }
}

std::size_t NumberWords::end_of(NumberWord kind, std::size_t begin) const {
  std::size_t end = begin;
  if (begin >= from_.size()) return end;
  for (const Match& match : from_[begin]) {
    if (match.meaning == static_cast<Phrases::Meaning>(kind)) end = std::max(end, match.end);
  }
  return end;
}

std::size_t NumberWords::begin_of(NumberWord kind, std::size_t end) const {
  std::size_t begin = end;
  for (const Match& match : until_[end]) {
    if (match.meaning == static_cast<Phrases::Meaning>(kind)) begin = std::min(begin, match.begin);
  }
  return begin;
}

bool NumberWords::says(NumberWord kind, std::size_t begin) const {
  return end_of(kind, begin) > begin;
}

bool NumberWords::ends_with(NumberWord kind, std::size_t end) const {
  return begin_of(kind, end) < end;
}

bool NumberWords::is_one(NumberWord kind, std::size_t begin, std::size_t end) const {
  return begin < end && std::ranges::any_of(
                            from_[begin],
                            [&](const Match& match) {
                              return match.end == end &&
                                     match.meaning == static_cast<Phrases::Meaning>(kind);
                            });
}

std::optional<Match> NumberWords::last_before(NumberWord kind, std::size_t end,
                                              std::size_t most_words) const {
  const std::size_t first = end > most_words ? end - most_words : 0;
  for (std::size_t at = end + 1; at-- > first;) {
    const std::size_t begin = begin_of(kind, at);
    if (begin < at) return Match{static_cast<Phrases::Meaning>(kind), begin, at};
  }
  return std::nullopt;
}

bool NumberWords::only_dash_between(std::size_t end, std::size_t begin) const {
  if (end != begin || end == 0 || end >= words_.size()) return false;
  const std::size_t from = words_[end - 1].end;
  const std::string_view between = text_.substr(from, words_[begin].begin - from);
  return between.find('-') != std::string_view::npos || between.find("–") != std::string_view::npos;
}

std::optional<NumberWords::CurrencyWord> NumberWords::currency_from(std::size_t begin) const {
  std::optional<CurrencyWord> longest;
  constexpr std::array all = {Currency::usd, Currency::sar, Currency::aed, Currency::other};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t end = end_of(static_cast<NumberWord>(i), begin);
    if (end > begin && (!longest || end > longest->end)) longest = {all.at(i), begin, end};
  }
  return longest;
}

std::optional<NumberWords::CurrencyWord> NumberWords::currency_until(std::size_t end) const {
  constexpr std::array all = {Currency::usd, Currency::sar, Currency::aed, Currency::other};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t begin = begin_of(static_cast<NumberWord>(i), end);
    if (begin < end) return CurrencyWord{all.at(i), begin, end};
  }
  return std::nullopt;
}

std::optional<Number> NumberWords::at(std::size_t i) const {
  auto number = digits_at(i);
  if (!number) number = behind_currency_at(i);
  if (number) return number;
  number = in_words_at(i);
  return number && number->is_multiplied ? number : std::nullopt;
}

std::optional<Number> NumberWords::figure_within(std::size_t i) const {
  const std::string& word = words_[i].text;
  const std::size_t first = word.find_first_of("0123456789");
  if (first == std::string::npos) return std::nullopt;
  // The letters before it may be of another size where the text has them.
  std::string_view rest = text_.substr(words_[i].begin);
  while (!rest.empty()) {
    std::string_view next = rest;
    if (digit_of(next_code_point(next))) break;
    rest = next;
  }
  if (text_.size() - rest.size() >= words_[i].end) return std::nullopt;
  Number number{.value = take_figure(rest), .end = i + 1};
  const std::size_t behind = text_.size() - rest.size();
  while (number.end < words_.size() && words_[number.end].begin < behind) ++number.end;
  return number;
}

/// `usd6600`
std::optional<Number> NumberWords::behind_currency_at(std::size_t i) const {
  const std::string& word = words_[i].text;
  const std::size_t first = word.find_first_of("0123456789");
  if (first == 0 || first == std::string::npos) return std::nullopt;
  const std::vector<FoldedWord> letters = {FoldedWord{.text = word.substr(0, first)}};
  const auto currency = NumberWords({}, letters).currency_from(0);
  auto number = figure_within(i);
  if (!currency || !number) return std::nullopt;
  number->currency = currency->currency;
  return number;
}

std::optional<Number> NumberWords::digits_at(std::size_t i) const {
  const std::string& word = words_[i].text;
  if (word.front() < '0' || word.front() > '9') return std::nullopt;
  std::string_view rest = text_.substr(words_[i].begin);
  Number number{.value = take_figure(rest), .end = i + 1};
  const std::size_t behind = text_.size() - rest.size();
  while (number.end < words_.size() && words_[number.end].begin < behind) ++number.end;
  if (words_[number.end - 1].end > behind) {
    // Letters behind the figure: a multiplier or a currency, else a model.
    std::string suffix = words_[number.end - 1].text;
    suffix.erase(0, std::min(suffix.find_first_not_of("0123456789"), suffix.size()));
    if (suffix.starts_with("k")) {
      number.value = std::min(number.value * 1000, largest_amount);
      number.is_multiplied = true;
      suffix.erase(0, 1);
    }
    if (suffix.empty()) return number;
    const std::vector<FoldedWord> unit_words = {FoldedWord{.text = suffix}};
    const NumberWords alone({}, unit_words);
    const auto currency = alone.currency_from(0);
    if (currency) number.currency = currency->currency;
    const bool unit = alone.says(NumberWord::time, 0) || alone.says(NumberWord::count, 0);
    if (!currency && !unit) return std::nullopt;
    return number;
  }
  multiply(number);
  add_rest(number);
  return number;
}

/// `6 thousand 600`, `6 alf w 600`
void NumberWords::add_rest(Number& number) const {
  constexpr double thousand = 1000;
  if (!number.is_multiplied || std::fmod(number.value, thousand) != 0) return;
  const std::size_t next = std::max(end_of(NumberWord::and_, number.end), number.end);
  if (next >= words_.size()) return;
  const std::string& word = words_[next].text;
  const bool is_hundreds = word.size() == 3 && word.front() != '0' &&
                           std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
  const auto said = is_hundreds ? std::nullopt : in_words_at(next);
  if (is_hundreds) {
    number.value += std::stod(word);
    number.end = next + 1;
  } else if (said && said->value >= 100 && said->value < thousand && said->is_multiplied) {
    number.value += said->value;
    number.end = said->end;
  }
}

/// `10 thousand`, `5 alf`.
void NumberWords::multiply(Number& number) const {
  for (const Match& match : from_[number.end]) {
    if (match.meaning < first_number_value) continue;
    const auto& [multiplies, value] = value_of(match.meaning);
    if (!multiplies) continue;
    number.value = std::min(number.value * value, largest_amount);
    number.is_multiplied = true;
    number.end = match.end;
    return;
  }
}

bool NumberWords::adds_tens(std::size_t at) const {
  return std::ranges::any_of(from_[at], [](const Match& match) {
    if (match.meaning < first_number_value) return false;
    const auto& [multiplies, value] = value_of(match.meaning);
    return !multiplies && value >= 20 && value < 100;
  });
}

std::optional<double> NumberWords::small_at(std::size_t i) const {
  for (const Match& match : from_[i]) {
    if (match.meaning < first_number_value || match.end != i + 1) continue;
    const auto& [multiplies, value] = value_of(match.meaning);
    if (!multiplies && value < 100) return value;
  }
  return std::nullopt;
}

std::optional<Number> NumberWords::in_words_at(std::size_t i) const {
  double total = 0;
  double current = 0;
  Number number{.end = i};
  bool first_multiplies = false;
  std::size_t end_of_total = i;
  for (std::size_t at = i; at < words_.size();) {
    const Match* longest = nullptr;
    for (const Match& match : from_[at]) {
      if (match.meaning >= first_number_value && (longest == nullptr || match.end > longest->end)) {
        longest = &match;
      }
    }
    if (longest == nullptr) {
      // "two thousand and five hundred", خمسة وعشرين
      const bool goes_on = number.end == at && number.end > i && says(NumberWord::and_, at) &&
                           at + 1 < words_.size() && (number.is_multiplied || adds_tens(at + 1)) &&
                           std::ranges::any_of(from_[at + 1], [](const Match& match) {
                             return match.meaning >= first_number_value;
                           });
      if (!goes_on) break;
      ++at;
      continue;
    }
    const auto& [multiplies, value] = value_of(longest->meaning);
    // "three, four thousand" are two numbers.
    const bool units_again = !multiplies && value < 20 && current > 0 && current < 20;
    if (units_again) break;
    // "Two thousand and four thousand" are two, too.
    if (multiplies && value >= 1000 && total >= 1000 && total < value * 1000) {
      current = 0;
      number.end = end_of_total;
      break;
    }
    if (at == i) first_multiplies = multiplies;
    if (!multiplies) {
      (value >= 1000 ? total : current) += value;
    } else if (value == 100) {
      current = std::max(current, 1.0) * value;
    } else {
      total += std::max(current, 1.0) * value;
      current = 0;
    }
    number.is_multiplied = number.is_multiplied || multiplies || value >= 100;
    at = number.end = longest->end;
    if (current <= 0) end_of_total = number.end;
  }
  if (number.end == i) return std::nullopt;
  number.is_word_alone = first_multiplies && number.end == i + 1;
  number.value = std::min(total + current, largest_amount);
  return number;
}

bool may_end_before_number(const std::string& word) {
  return numbers_tables.ends_before.contains(word) ||
         numbers_tables.ends_before.contains(stem(word));
}

bool may_begin_behind_number(const std::string& word) {
  return numbers_tables.begins_behind.contains(word) ||
         numbers_tables.begins_behind.contains(stem(word));
}

}  // namespace mta::catalogue
