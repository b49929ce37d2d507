#include "chat/amounts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "base/text.h"
#include "catalogue/claims.h"
#include "catalogue/fold.h"
#include "catalogue/number_words.h"

namespace mta::chat {
namespace {

using catalogue::Currency;
using catalogue::NumberWord;
using catalogue::NumberWords;
using catalogue::Span;
using catalogue::SpanKind;

constexpr double least_bare = 100;  // a smaller figure needs a currency or a word for a price

bool has_letter(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c < '0' || c > '9'; });
}

bool holds_currency_sign(std::string_view text) {
  constexpr std::u32string_view signs = U"$€£¥₤₪₹₺₽₩₿¢﷼";
  while (!text.empty()) {
    if (signs.find(next_code_point(text)) != std::u32string_view::npos) return true;
  }
  return false;
}

/// Of what stands between two words the part that is the number's before it: of "2 × $3,200" the
/// sign is not the 2's.
std::string_view up_to_operator(std::string_view gap) {
  std::string_view rest = gap;
  while (!rest.empty()) {
    const std::size_t at = gap.size() - rest.size();
    if (std::u32string_view(U"×x*+=÷/–(").contains(next_code_point(rest))) return gap.substr(0, at);
  }
  return gap;
}

bool holds_operator(std::string_view gap) {
  while (!gap.empty()) {
    if (std::u32string_view(U"×+=÷").contains(next_code_point(gap))) return true;
  }
  return false;
}

/// The words of a sentence and what stands around its numbers.
class Figures {
 public:
  Figures(std::string_view text, std::span<const FoldedWord> words)
      : text_(text), words_(words), numbers_(text, words) {}

  [[nodiscard]] const NumberWords& numbers() const { return numbers_; }

  /// A currency's sign stands right before the number, or behind it.
  [[nodiscard]] bool has_currency_sign(const Span& span) const {
    return holds_currency_sign(before(span.begin)) ||
           holds_currency_sign(up_to_operator(behind(span.end)));
  }

  [[nodiscard]] std::string_view behind(std::size_t end) const {
    const std::size_t from = words_[end - 1].end;
    const std::size_t to = end < words_.size() ? words_[end].begin : text_.size();
    return text_.substr(from, to - from);
  }
  [[nodiscard]] std::string_view before(std::size_t begin) const {
    const std::size_t from = begin > 0 ? words_[begin - 1].end : 0;
    return text_.substr(from, words_[begin].begin - from);
  }

  [[nodiscard]] bool counts_a_unit(std::size_t end) const {
    const std::string_view gap = behind(end);
    const bool is_apart = gap.find_first_not_of(" -+") != std::string_view::npos;
    return gap.starts_with("°") || gap.starts_with(" °") || gap.starts_with('"') ||
           (!is_apart && is_capital_unit(end)) ||
           (!is_apart &&
            (numbers_.says(NumberWord::unit, end) || numbers_.says(NumberWord::count, end) ||
             numbers_.says(NumberWord::time, end)));
  }
  /// `110 V`; small letters are words of Arabizi.
  [[nodiscard]] bool is_capital_unit(std::size_t i) const {
    constexpr std::string_view units = "VWJACFMLG";
    return i < words_.size() && words_[i].text.size() == 1 &&
           units.contains(text_[words_[i].begin]);
  }
  /// "755, 808 or 1064 nm": of several numbers the last one has the unit.
  [[nodiscard]] bool lists_a_unit(std::size_t end) const {
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
  [[nodiscard]] bool is_dated(double value, std::size_t begin, std::size_t end) const {
    if (numbers_.ends_with(NumberWord::labelled, begin)) return true;
    const bool year = value >= 1950 && value <= 2100 && value == static_cast<int>(value);
    const std::string_view gap = before(begin);
    const bool in_date =
        begin > 0 && has_digit(words_[begin - 1].text) && (gap == "/" || gap == "-");
    const bool before_date = behind(end) == "/" || (behind(end) == "-" && end < words_.size() &&
                                                    words_[end].text.size() <= 2);
    constexpr double least_recent = 2015;
    const bool in_parentheses =
        value >= least_recent && gap.ends_with('(') && behind(end).starts_with(')');
    return year &&
           (in_parentheses || in_date || before_date ||
            numbers_.ends_with(NumberWord::dated, begin) || numbers_.says(NumberWord::dated, end));
  }
  /// "The price is 99."
  [[nodiscard]] bool is_priced(std::size_t begin, std::size_t end) const {
    const std::string_view gap = behind(end);
    const bool ends_there = end == words_.size() || gap.find_first_of(".,;:!?)|\n") < gap.size();
    constexpr std::size_t near = 2;
    const bool said = numbers_.last_before(NumberWord::priced, begin, near).has_value();
    return ends_there && said;
  }

 private:
  std::string_view text_;
  std::span<const FoldedWord> words_;
  NumberWords numbers_;
};

/// The amounts of one sentence.
class AmountFinder {
 public:
  AmountFinder(std::string_view text, const catalogue::MessageReading& reading, bool names_device)
      : reading_(reading),
        names_device_(names_device),
        words_(reading.places()),
        figures_(text, words_),
        taken_(words_.size(), false) {}

  std::vector<Amount> find() {
    for (const Span& span : reading_.spans()) take(span);
    for (std::size_t i = 0; i < words_.size(); ++i) take_small_with_currency(i);
    std::ranges::sort(amounts_, {}, &Amount::begin);
    add_halves();
    subtract();
    return std::move(amounts_);
  }

 private:
  void take(const Span& span) {
    if (span.kind == SpanKind::model) return take_figure_within(span.begin);
    if (is_parted(span)) return;  // "4 × USD 3,900"
    for (std::size_t i = span.begin; i < span.end; ++i) taken_[i] = true;
    if (is_amount(span)) add(span.amount, currency_of(span), span.begin, span.end);
  }

  /// A sign of a calculation stands between the number and its currency.
  [[nodiscard]] bool is_parted(const Span& span) const {
    if (span.kind != SpanKind::money) return false;
    for (std::size_t i = span.begin + 1; i < span.end; ++i) {
      if (holds_operator(figures_.before(i))) return true;
    }
    return false;
  }
  [[nodiscard]] bool is_amount(const Span& span) const {
    switch (span.kind) {
      case SpanKind::money:
        return span.currency != Currency::unsaid || is_bare_amount(span);
      case SpanKind::number:
      case SpanKind::quantity:
        return is_bare_amount(span);
      case SpanKind::time:
        return span.amount >= least_bare && !figures_.counts_a_unit(span.end) &&
               !figures_.is_dated(span.amount, span.begin, span.end) && is_bare_amount(span);
      default:
        return false;
    }
  }
  [[nodiscard]] bool is_counted(const Span& span) const {
    return figures_.lists_a_unit(span.end) || figures_.is_dated(span.amount, span.begin, span.end);
  }
  [[nodiscard]] bool is_bare_amount(const Span& span) const {
    if (figures_.has_currency_sign(span)) return true;
    if (stands_in_a_name(span.begin, span.end)) return false;
    if (span.amount >= least_bare) {
      return !is_counted(span) && !is_year_alone(span) && speaks_of_prices() &&
             (speaks_of_money() || !counts_units());
    }
    return figures_.is_priced(span.begin, span.end);
  }
  /// 2012, where nothing is said of money: prices are rounder.
  [[nodiscard]] bool is_year_alone(const Span& span) const {
    constexpr int first = 1990;
    constexpr int last = 2035;
    constexpr int round = 50;
    const int year = static_cast<int>(std::min(span.amount, 1e6));
    return year >= first && year <= last && year == span.amount && year % round != 0 &&
           !speaks_of_money();
  }
  [[nodiscard]] bool speaks_of_prices() const {
    constexpr std::size_t few_words = 8;
    return words_.size() <= few_words || names_device_ || speaks_of_money() || calculates();
  }
  /// "4,000 + 3,750"
  [[nodiscard]] bool calculates() const {
    for (std::size_t i = 1; i < words_.size(); ++i) {
      if (holds_operator(figures_.before(i)) && has_digit(words_[i].text) &&
          has_digit(words_[i - 1].text)) {
        return true;
      }
    }
    return false;
  }
  /// "808 nm, and some combine 755, 808 and 1064"
  [[nodiscard]] bool counts_units() const {
    return std::ranges::any_of(reading_.spans(), [this](const Span& span) {
      const bool is_figure = span.kind == SpanKind::number || span.kind == SpanKind::quantity ||
                             span.kind == SpanKind::money;
      return is_figure && span.amount >= least_bare &&
             figures_.numbers().says(NumberWord::unit, span.end);
    });
  }
  /// It names a currency, or says that a price follows.
  [[nodiscard]] bool speaks_of_money() const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (figures_.numbers().says(NumberWord::priced, i) || figures_.numbers().currency_from(i)) {
        return true;
      }
    }
    return false;
  }
  /// A bare sign of a currency that the catalogue does not convert.
  [[nodiscard]] Currency currency_of(const Span& span) const {
    if (has_other_dollars(span.begin)) return Currency::other;
    if (span.currency != Currency::unsaid) return span.currency;
    return figures_.has_currency_sign(span) ? Currency::other : Currency::unsaid;
  }
  /// `A$6,600`, `HK$6,600`
  [[nodiscard]] bool has_other_dollars(std::size_t begin) const {
    constexpr std::array<std::string_view, 9> countries = {"a",  "c", "ca", "au", "hk",
                                                           "nz", "s", "r",  "mx"};
    return begin > 0 && figures_.before(begin) == "$" &&
           std::ranges::find(countries, words_[begin - 1].text) != countries.end();
  }
  /// `360` of "Fat Freezing 360".
  [[nodiscard]] bool stands_in_a_name(std::size_t begin, std::size_t end) const {
    return std::ranges::any_of(reading_.mentions(), [&](const catalogue::Mention& mention) {
      return mention.end - mention.begin > 1 && mention.begin <= begin && mention.end >= end;
    });
  }

  /// `b6600`, `6500ish`: no model has so high a number.
  void take_figure_within(std::size_t i) {
    const auto figure = figures_.numbers().figure_within(i);
    if (!figure || figure->value < least_bare || is_unit_behind(i)) return;
    if (figures_.is_dated(figure->value, i, i + 1)) return;
    add(figure->value, Currency::unsaid, i, std::max(figure->end, i + 1));
  }
  /// `1064nm`, `2000w`
  [[nodiscard]] bool is_unit_behind(std::size_t i) const {
    const std::string& word = words_[i].text;
    const std::size_t behind = word.find_last_of("0123456789") + 1;
    const std::string letters = word.substr(behind);
    constexpr std::string_view single = "wvajmglcfxhp";
    if (letters.size() == 1 && single.contains(letters.front())) return true;
    const std::vector<FoldedWord> unit = {FoldedWord{.text = letters}};
    return !letters.empty() && NumberWords({}, unit).says(NumberWord::unit, 0);
  }

  /// "ninety-nine dollars"
  void take_small_with_currency(std::size_t i) {
    if (taken_[i]) return;
    const auto number = figures_.numbers().in_words_at(i);
    if (!number) return;
    const auto behind = figures_.numbers().currency_from(number->end);
    auto before = figures_.numbers().currency_until(i);
    if (before && taken_[before->begin]) before.reset();
    const bool priced = figures_.is_priced(i, number->end) && !number->is_word_alone;
    for (std::size_t word = i; word < number->end; ++word) taken_[word] = true;
    if (behind) {
      add(number->value, behind->currency, i, behind->end);
    } else if (before) {
      add(number->value, before->currency, before->begin, number->end);
    } else if (priced) {
      add(number->value, Currency::unsaid, i, number->end);
    }
  }

  void add(double value, Currency currency, std::size_t begin, std::size_t end) {
    amounts_.push_back({.value = value, .currency = currency, .begin = begin, .end = end});
  }

  /// "two thousand and a half", `7 alef w noss`
  void add_halves() {
    constexpr double thousand = 1000;
    for (Amount& amount : amounts_) {
      const std::size_t end = figures_.numbers().end_of(NumberWord::fraction, amount.end);
      if (end == amount.end || amount.value < thousand) continue;
      amount.value += amount.value >= thousand * thousand ? thousand * thousand / 2 : thousand / 2;
      amount.end = end;
      const auto currency = figures_.numbers().currency_from(end);
      if (currency && amount.currency == Currency::unsaid) amount.currency = currency->currency;
    }
  }

  /// ألف إلا مية is 900.
  void subtract() {
    constexpr std::size_t longest = 4;  // words of the number before
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      const std::size_t end = amounts_[i].begin > 0 ? amounts_[i].begin - 1 : 0;
      if (end == 0 || words_[end].text != "الا") continue;
      for (std::size_t from = end > longest ? end - longest : 0; from < end; ++from) {
        const auto number = figures_.numbers().at(from);
        if (!number || number->end != end || number->value <= amounts_[i].value) continue;
        amounts_[i].value = number->value - amounts_[i].value;
        amounts_[i].begin = from;
        std::erase_if(amounts_,
                      [&](const Amount& other) { return other.begin >= from && other.end <= end; });
        return;
      }
    }
  }

  const catalogue::MessageReading& reading_;
  bool names_device_;
  std::span<const FoldedWord> words_;
  Figures figures_;
  std::vector<bool> taken_;
  std::vector<Amount> amounts_;
};

/// What the words from `i` on begin, where the text may go on.
class BeginningFinder {
 public:
  explicit BeginningFinder(std::string_view text)
      : text_(text), words_(fold_words_in_place(text)), figures_(text, words_) {}

  [[nodiscard]] Beginning at(std::size_t byte) const {
    std::size_t i = 0;
    while (i < words_.size() && words_[i].end <= byte) ++i;
    if (i == words_.size()) return Beginning::none;
    const NumberWords& numbers = figures_.numbers();
    const std::string& word = words_[i].text;
    if (has_digit(word) && !has_letter(word)) {
      const auto number = numbers.at(i);
      return number ? of_number(i, *number) : Beginning::open;
    }
    if (const auto number = numbers.in_words_at(i)) return of_number(i, *number);
    const bool is_promise = catalogue::may_begin_promise(word);
    if (!has_digit(word) && !is_promise) return Beginning::none;
    if (!is_complete(i)) return Beginning::open;
    return is_promise ? Beginning::certain : of_mixed(i);
  }

 private:
  /// Something stands behind the word that is no part of it.
  [[nodiscard]] bool is_complete(std::size_t i) const {
    if (i + 1 < words_.size()) return true;
    const std::string_view rest = text_.substr(words_[i].end);
    return rest.find_first_not_of(".,'") < rest.size() || rest.size() > 1;
  }

  /// `7D`, `9in1`, `6.6k`, `usd6600`
  [[nodiscard]] Beginning of_mixed(std::size_t i) const {
    if (const auto number = figures_.numbers().at(i)) {
      if (number->is_multiplied || number->currency != Currency::unsaid) return Beginning::certain;
      return of_number(i, *number);
    }
    const auto figure = figures_.numbers().figure_within(i);
    return figure && figure->value >= least_bare ? Beginning::certain : Beginning::none;
  }

  [[nodiscard]] Beginning of_number(std::size_t i, const NumberWords::Number& number) const {
    const NumberWords& numbers = figures_.numbers();
    if (number.is_multiplied || number.currency != Currency::unsaid) return Beginning::certain;
    if (numbers.currency_until(i) || holds_currency_sign(figures_.before(i))) {
      return Beginning::certain;
    }
    constexpr std::size_t near = 2;
    const bool is_priced = numbers.last_before(NumberWord::priced, i, near).has_value();
    const std::string_view gap = figures_.behind(number.end);
    // "The price is 99.", but "only one of them"
    const bool ends_there = gap.find_first_not_of(' ') != std::string_view::npos;
    if (is_priced && (number.value >= least_bare || ends_there)) return Beginning::certain;
    if (gap.contains('%') || gap.contains("٪") || holds_currency_sign(gap)) {
      return Beginning::certain;
    }
    if (gap.contains("°")) return Beginning::none;
    const std::size_t next = number.end;
    if (next >= words_.size() || !is_complete(next)) return Beginning::open;
    const std::size_t joined = numbers.end_of(NumberWord::and_, next);
    const bool awaits_another =
        joined > next && (joined >= words_.size() || !is_complete(joined));  // "one and"
    if (awaits_another) return Beginning::open;
    if (joined > next && number.value < least_bare) {
      // "one to three of them"
      const auto other = numbers.in_words_at(joined);
      if (other && !numbers.at(joined)) return of_number(joined, *other);
    }
    if (goes_on(next)) return Beginning::certain;
    if (number.value < least_bare) return Beginning::none;
    return figures_.counts_a_unit(next) && !numbers.says(NumberWord::time, next)
               ? Beginning::none
               : Beginning::certain;
  }

  /// Behind a number: another one, a currency, a time.
  [[nodiscard]] bool goes_on(std::size_t next) const {
    const NumberWords& numbers = figures_.numbers();
    const auto is_number = [&](std::size_t at) {
      return at < words_.size() && (numbers.at(at) || numbers.in_words_at(at));
    };
    const std::size_t joined = numbers.end_of(NumberWord::and_, next);
    return is_number(next) || numbers.currency_from(next) ||
           numbers.says(NumberWord::percent, next) || numbers.says(NumberWord::time, next) ||
           numbers.says(NumberWord::fraction, next) || (joined > next && is_number(joined));
  }

  std::string_view text_;
  std::vector<FoldedWord> words_;
  Figures figures_;
};

}  // namespace

std::vector<Amount> amounts_in(std::string_view text, const catalogue::MessageReading& reading,
                               bool names_device) {
  return AmountFinder(text, reading, names_device).find();
}

std::vector<Amount> amounts_of_visitor(std::string_view text,
                                       const catalogue::MessageReading& reading) {
  constexpr double least = 10;
  std::vector<Amount> amounts = amounts_in(text, reading, true);
  for (const Span& span : reading.spans()) {
    const bool is_figure = span.kind == SpanKind::number || span.kind == SpanKind::quantity ||
                           span.kind == SpanKind::money;
    if (is_figure && span.amount >= least) {
      amounts.push_back({.value = span.amount, .currency = span.currency});
    }
  }
  return amounts;
}

std::vector<int> quantities_in(const catalogue::MessageReading& reading) {
  constexpr int most = 100;
  std::vector<int> found;
  const auto add = [&](double value) {
    const int whole = static_cast<int>(value);
    if (whole >= 2 && whole <= most && whole == value) found.push_back(whole);
  };
  for (const Span& span : reading.spans()) {
    if (span.kind == SpanKind::quantity || span.kind == SpanKind::number) add(span.amount);
  }
  for (const catalogue::SmallNumber& number : reading.small_numbers()) {
    const bool in_amount = std::ranges::any_of(reading.spans(), [&](const Span& span) {
      return span.kind == SpanKind::money && span.begin <= number.word && number.word < span.end;
    });
    if (!in_amount) add(number.value);
  }
  const catalogue::Claims claims(reading.words());
  if (claims.says(catalogue::ClaimWord::two)) add(2);
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  constexpr std::size_t most_kinds = 6;
  if (found.size() > most_kinds) found.resize(most_kinds);
  return found;
}

bool names_currency(std::string_view text, Currency currency) {
  const std::vector<FoldedWord> words = fold_words_in_place(text);
  const NumberWords numbers(text, words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto named = numbers.currency_from(i);
    if (named && named->currency == currency) return true;
  }
  return false;
}

Beginning beginning_at(std::string_view plain, std::size_t at) {
  return BeginningFinder(plain).at(at);
}

}  // namespace mta::chat
