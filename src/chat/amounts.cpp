#include "chat/amounts.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "catalogue/claims.h"
#include "catalogue/fold.h"
#include "catalogue/number_words.h"
#include "chat/figures.h"

namespace mta::chat {
namespace {

using catalogue::Currency;
using catalogue::NumberWord;
using catalogue::NumberWords;
using catalogue::Span;
using catalogue::SpanKind;

/// `7000ish`; neither `fare2` nor "G8 550", which is no 8,550.
bool has_long_figure(std::string_view word) {
  constexpr std::ptrdiff_t least = 3;
  return std::ranges::count_if(word, [](char c) { return c >= '0' && c <= '9'; }) >= least;
}

/// A sign of a calculation stands between the number and its currency.
bool is_parted(const Figures& figures, const Span& span) {
  if (span.kind != SpanKind::money) return false;
  for (std::size_t i = span.begin + 1; i < span.end; ++i) {
    if (holds_operator(figures.before(i))) return true;
  }
  return false;
}

/// The amounts of one sentence.
class AmountFinder {
 public:
  AmountFinder(std::string_view text, const catalogue::MessageReading& reading,
               AmountContext context)
      : reading_(reading),
        context_(context),
        words_(reading.places()),
        figures_(text, words_),
        taken_(words_.size(), false) {}

  std::vector<Amount> find() {
    for (const Span& span : reading_.spans()) take(span);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!taken_[i] && !reading_.in_span(i)) take_figure_within(i);
      take_small_with_currency(i);
    }
    std::ranges::sort(amounts_, {}, &Amount::begin);
    add_halves();
    subtract();
    return std::move(amounts_);
  }

 private:
  void take(const Span& span) {
    if (span.kind == SpanKind::model) return take_figure_within(span.begin);
    if (is_wish(span)) return;
    if (is_parted(figures_, span)) return take_without_currency_behind(span);
    for (std::size_t i = span.begin; i < span.end; ++i) taken_[i] = true;
    if (is_amount(span)) add(span.amount, currency_of(span), span.begin, span.end);
  }

  /// "AED 35,990 (USD 9,800)"; the 4 of "4 × USD 3,900" is none.
  void take_without_currency_behind(const Span& span) {
    const auto number = figures_.numbers().at(span.begin);
    if (!number) return;
    const auto before = figures_.numbers().currency_until(span.begin);
    const bool is_own = before && (before->begin == 0 || !taken_[before->begin]);
    Span alone = span;
    alone.end = number->end;
    alone.currency = is_own ? before->currency : number->currency;
    if (is_own) alone.begin = before->begin;
    for (std::size_t i = alone.begin; i < alone.end; ++i) taken_[i] = true;
    const bool has_currency =
        alone.currency != Currency::unsaid || figures_.has_currency_sign(span.begin, number->end);
    if (has_currency || alone.amount >= least_bare_amount)
      add(alone.amount, currency_of(alone), alone.begin, alone.end);
  }
  /// ألف مبروك
  [[nodiscard]] bool is_wish(const Span& span) const {
    constexpr std::array<std::string_view, 4> wishes = {"مبروك", "شكر", "تحيه", "سلامه"};
    return span.end < words_.size() &&
           std::ranges::find(wishes, words_[span.end].text) != wishes.end();
  }
  [[nodiscard]] bool is_amount(const Span& span) const {
    switch (span.kind) {
      case SpanKind::money:
        return span.currency != Currency::unsaid || is_bare_amount(span);
      case SpanKind::number:
      case SpanKind::quantity:
        return is_bare_amount(span);
      case SpanKind::time:
        return span.amount >= least_bare_amount && !figures_.counts_a_unit(span.end) &&
               !figures_.is_dated(span.amount, span.begin, span.end) && is_bare_amount(span);
      default:
        return false;
    }
  }
  [[nodiscard]] bool is_counted(const Span& span) const {
    return figures_.lists_a_unit(span.end) || figures_.is_dated(span.amount, span.begin, span.end);
  }
  [[nodiscard]] bool is_bare_amount(const Span& span) const {
    if (figures_.has_currency_sign(span.begin, span.end)) return true;
    if (stands_in_a_name(span.begin, span.end)) return false;
    if (span.amount >= least_bare_amount) {
      return !is_counted(span) && !is_year_alone(span) && speaks_of_prices() &&
             (speaks_of_money() || !counts_units());
    }
    return figures_.is_priced(span.begin, span.end) ||
           is_asked_for(span.amount, span.begin, span.end);
  }
  /// "Yours for 90.", "at five big ones", where the price was asked for.
  [[nodiscard]] bool is_asked_for(double value, std::size_t begin, std::size_t end) const {
    if (!context_.is_of_prices || value <= 1 || !figures_.is_led_to(begin, end)) return false;
    return figures_.ends_there(end) && !figures_.lists_a_unit(end) &&
           !figures_.is_dated(value, begin, end);
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
    return words_.size() <= few_words || context_.names_device || speaks_of_money() ||
           calculates() || (context_.is_of_prices && !names_a_unit());
  }
  /// "10,000 or 20,000 is how many lines it gives"
  [[nodiscard]] bool names_a_unit() const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (figures_.numbers().says(NumberWord::unit, i)) return true;
    }
    return false;
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
      return is_figure && span.amount >= least_bare_amount &&
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
    return figures_.has_currency_sign(span.begin, span.end) ? Currency::other : Currency::unsaid;
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
    if (!has_long_figure(words_[i].text)) return;
    const auto figure = figures_.numbers().figure_within(i);
    if (!figure || figure->value < least_bare_amount || figures_.is_unit_within(i)) return;
    if (figures_.is_dated(figure->value, i, i + 1)) return;
    add(figure->value, Currency::unsaid, i, std::max(figure->end, i + 1));
  }
  /// "ninety-nine dollars"
  void take_small_with_currency(std::size_t i) {
    if (taken_[i]) return;
    const auto number = figures_.numbers().in_words_at(i);
    if (!number) return;
    const auto behind = figures_.numbers().currency_from(number->end);
    auto before = figures_.numbers().currency_until(i);
    if (before && taken_[before->begin]) before.reset();
    const bool priced = !number->is_word_alone && (figures_.is_priced(i, number->end) ||
                                                   is_asked_for(number->value, i, number->end));
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
  AmountContext context_;
  std::span<const FoldedWord> words_;
  Figures figures_;
  std::vector<bool> taken_;
  std::vector<Amount> amounts_;
};

}  // namespace

std::vector<Amount> amounts_in(std::string_view text, const catalogue::MessageReading& reading,
                               AmountContext context) {
  return AmountFinder(text, reading, context).find();
}

std::vector<Amount> amounts_of_visitor(std::string_view text,
                                       const catalogue::MessageReading& reading) {
  constexpr double least = 10;
  std::vector<Amount> amounts = amounts_in(text, reading, {.names_device = true});
  for (const Span& span : reading.spans()) {
    const bool is_figure = span.kind == SpanKind::number || span.kind == SpanKind::quantity ||
                           span.kind == SpanKind::money;
    if (is_figure && span.amount >= least) {
      amounts.push_back({.value = span.amount, .currency = span.currency});
    }
  }
  return amounts;
}

std::vector<int> quantities_in(const catalogue::MessageReading& reading,
                               const catalogue::Claims& claims) {
  constexpr int most = 100;
  std::vector<int> found;
  const Figures figures(reading.text(), reading.places());
  const auto add = [&](double value) {
    const int whole = static_cast<int>(value);
    if (whole >= 2 && whole <= most && whole == value) found.push_back(whole);
  };
  for (const Span& span : reading.spans()) {
    const bool is_count = span.kind == SpanKind::quantity || span.kind == SpanKind::number;
    if (is_count || is_parted(figures, span)) add(span.amount);
  }
  for (const catalogue::SmallNumber& number : reading.small_numbers()) {
    const bool in_amount = std::ranges::any_of(reading.spans(), [&](const Span& span) {
      return span.kind == SpanKind::money && span.begin <= number.word && number.word < span.end;
    });
    if (!in_amount) add(number.value);
  }
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

}  // namespace mta::chat
