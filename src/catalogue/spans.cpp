#include "catalogue/spans.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "catalogue/contact_spans.h"
#include "catalogue/number_words.h"

namespace mta::catalogue {
namespace {

constexpr double least_money = 100;  // a smaller figure needs its currency
constexpr double sar_per_usd = 3.75;
constexpr double aed_per_usd = 3.6725;
constexpr std::size_t words_between_bound_and_amount = 3;

/// `x2`
bool is_times(std::string_view word) {
  return word.size() >= 2 && word.size() <= 4 && word.front() == 'x' &&
         std::ranges::all_of(word.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

class SpanFinder {
 public:
  SpanFinder(std::string_view text, std::span<const FoldedWord> words, Phrases::Latin latin)
      : text_(text), words_(words), numbers_(text, words, latin) {}

  Spans find() {
    spans_ = find_contact_spans(text_, words_);
    std::vector<Span> all;
    std::size_t contact = 0;
    for (std::size_t i = 0; i < words_.size();) {
      if (contact < spans_.size() && spans_[contact].begin == i) {
        i = spans_[contact].end;
        all.push_back(spans_[contact++]);
        continue;
      }
      const Span span = span_at(i, all.empty() ? 0 : all.back().end);
      if (span.end > i) all.push_back(span);
      i = std::max(i + 1, span.end);
    }
    spans_ = std::move(all);
    find_ranges();
    find_bounds();
    std::vector<SmallNumber> small = small_numbers();
    std::vector<Count> counted = counts(small);
    return {.spans = std::move(spans_),
            .small_numbers = std::move(small),
            .counts = std::move(counted)};
  }

 private:
  [[nodiscard]] std::vector<Count> counts(const std::vector<SmallNumber>& small) const {
    std::vector<Count> all;
    const auto add = [&](std::size_t begin, std::size_t end, double value, bool says_pieces) {
      if (value < 2 || value >= 1000 || value != std::floor(value)) return;
      all.push_back(with_counting_words({.begin = begin,
                                         .end = end,
                                         .value = static_cast<int>(value),
                                         .says_pieces = says_pieces}));
    };
    for (const Span& span : spans_) {
      const bool figure = span.kind == SpanKind::number || span.kind == SpanKind::quantity;
      if (figure) add(span.begin, span.end, span.amount, is_times(words_[span.begin].text));
    }
    for (const SmallNumber& one : small) add(one.word, one.word + 1, one.value, false);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (numbers_.says(NumberWord::pair, i)) add(i, i + 1, 2, true);
    }
    std::ranges::sort(all, {}, &Count::begin);
    return all;
  }

  [[nodiscard]] Count with_counting_words(Count count) const {
    const std::size_t before = numbers_.begin_of(NumberWord::count, count.begin);
    count.says_pieces = count.says_pieces || before < count.begin;
    count.begin = before;
    constexpr int most_phrases = 3;  // "units of the"
    for (int i = 0; i < most_phrases; ++i) {
      const std::size_t pieces = numbers_.end_of(NumberWord::count, count.end);
      count.says_pieces = count.says_pieces || pieces > count.end;
      count.end = std::max(pieces, numbers_.end_of(NumberWord::counted, count.end));
    }
    return count;
  }

  [[nodiscard]] std::vector<SmallNumber> small_numbers() const {
    std::vector<SmallNumber> small;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (const auto value = numbers_.small_at(i)) small.push_back({i, static_cast<int>(*value)});
    }
    return small;
  }

  /// What ends before `floor` belongs to another span.
  [[nodiscard]] Span span_at(std::size_t i, std::size_t floor) const {
    auto number = numbers_.at(i);
    // "between three and four thousand"
    if (const auto low = numbers_.small_at(i);
        !number && low && numbers_.ends_with(NumberWord::between, i)) {
      number = NumberWords::Number{.value = *low, .end = i + 1};
    }
    if (!number) {
      if (is_times(words_[i].text)) {
        return {.kind = SpanKind::quantity,
                .begin = i,
                .end = i + 1,
                .amount = std::stod(words_[i].text.substr(1))};
      }
      const bool model = has_digit(words_[i].text) && !looks_arabizi(words_[i].text);
      return {.kind = SpanKind::model, .begin = i, .end = model ? i + 1 : i};
    }
    Span span{.kind = SpanKind::number,
              .begin = i,
              .end = number->end,
              .amount = number->value,
              .currency = number->currency};
    take_currency(span, floor);
    const bool money = span.currency != Currency::unsaid || number->is_multiplied;
    if (is_percentage(span)) {
      span.kind = SpanKind::percentage;
    } else if (money) {
      span.kind = number->is_word_alone && span.currency == Currency::unsaid ? SpanKind::number
                                                                             : SpanKind::money;
    } else if (is_time(span)) {
      span.kind = SpanKind::time;
    } else if (is_quantity(span)) {
      span.kind = SpanKind::quantity;
    }
    return span;
  }

  void take_currency(Span& span, std::size_t floor) const {
    if (span.currency != Currency::unsaid) return;
    if (const auto behind = numbers_.currency_from(span.end)) {
      span.currency = behind->currency;
      span.end = behind->end;
    } else if (const auto before = numbers_.currency_until(span.begin);
               before && before->begin >= floor) {
      span.currency = before->currency;
      span.begin = before->begin;
    } else {
      span.currency = symbol_beside(span);
    }
  }

  [[nodiscard]] Currency symbol_beside(const Span& span) const {
    const std::string_view before = text_.substr(0, words_[span.begin].begin);
    std::string_view behind = text_.substr(words_[span.end - 1].end);
    behind.remove_prefix(std::min(behind.find_first_not_of(' '), behind.size()));
    const auto stands = [&](std::string_view sign) {
      const std::size_t last = before.find_last_not_of(' ');
      const bool stands_before =
          last != std::string_view::npos && before.substr(0, last + 1).ends_with(sign);
      return stands_before || behind.starts_with(sign);
    };
    if (stands("$")) return Currency::usd;
    if (stands("﷼")) return Currency::sar;
    if (stands("€") || stands("£")) return Currency::other;
    return Currency::unsaid;
  }

  [[nodiscard]] bool is_percentage(const Span& span) const {
    const std::string_view behind = text_.substr(words_[span.end - 1].end);
    return behind.starts_with('%') || behind.starts_with(" %") || behind.starts_with("٪") ||
           numbers_.says(NumberWord::percent, span.end);
  }

  [[nodiscard]] bool is_time(const Span& span) const {
    if (span.amount > 366) return false;
    const std::string_view behind = text_.substr(words_[span.end - 1].end);
    const bool clock = span.end < words_.size() && behind.size() > 1 &&
                       (behind[0] == ':' || behind[0] == '/') && behind[1] >= '0' &&
                       behind[1] <= '9';
    return clock || numbers_.says(NumberWord::time, span.end) ||
           numbers_.ends_with(NumberWord::time_before, span.begin);
  }

  [[nodiscard]] bool is_quantity(const Span& span) const {
    return span.amount < least_money && (numbers_.says(NumberWord::count, span.end) ||
                                         numbers_.ends_with(NumberWord::count, span.begin));
  }

  static bool may_be_money(const Span& span) {
    return span.kind == SpanKind::money ||
           (span.kind == SpanKind::number && span.amount >= least_money);
  }

  /// `between 1000 and 3000`, `1k-3k`, `3 to 5k`.
  void find_ranges() {
    for (std::size_t i = 0; i + 1 < spans_.size(); ++i) {
      Span& low = spans_[i];
      Span& high = spans_[i + 1];
      if (!may_be_money(high) || (low.kind != SpanKind::number && low.kind != SpanKind::money)) {
        continue;
      }
      const bool dash = numbers_.only_dash_between(low.end, high.begin);
      const bool cue = numbers_.ends_with(NumberWord::between, low.begin);
      // "And" may be a part of the next word.
      const bool joined =
          low.end == high.begin || numbers_.is_one(NumberWord::and_, low.end, high.begin);
      if (!dash && !(cue && joined)) continue;
      if (low.amount * 100 <= high.amount && high.amount >= 1000) low.amount *= 1000;
      if (low.amount < least_money || low.amount >= high.amount) continue;
      if (low.currency == Currency::unsaid) low.currency = high.currency;
      if (high.currency == Currency::unsaid) high.currency = low.currency;
      low.kind = high.kind = SpanKind::money;
      low.bound = Bound::at_least;
      high.bound = Bound::at_most;
      if (cue) low.begin = numbers_.begin_of(NumberWord::between, low.begin);
      low.end = high.begin;
    }
  }

  void find_bounds() {
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      Span& span = spans_[i];
      if (span.bound != Bound::none || !may_be_money(span)) continue;
      const std::size_t floor = i == 0 ? 0 : spans_[i - 1].end;
      if (take_negated_excess(span, floor) || take_bound_before(span, floor) ||
          take_bound_behind(span)) {
        span.kind = SpanKind::money;
      }
    }
  }

  /// لا يزيد ثمنه على, "ne dépasse pas", "should not cost more than": the "not" before the verb, in
  /// French behind it, too.
  bool take_negated_excess(Span& span, std::size_t floor) const {
    constexpr std::size_t before_amount = 4;
    constexpr std::size_t before_verb = 2;
    const auto verb = numbers_.last_before(NumberWord::exceeds, span.begin, before_amount);
    if (!verb || verb->begin < floor) return false;
    const auto negator = numbers_.last_before(NumberWord::not_, verb->begin, before_verb);
    const bool behind = numbers_.says(NumberWord::not_, verb->end);
    // ما asks, too: ما سعر جهاز فوق.
    const bool negates = negator && negator->begin >= floor &&
                         (negator->end == verb->begin || words_[negator->begin].text != "ما");
    if (behind || negates) {
      span.bound = Bound::at_most;
    } else {
      span.bound = Bound::at_least;
    }
    return true;
  }

  bool take_bound_before(Span& span, std::size_t floor) const {
    std::size_t nearest = 0;
    bool around = false;
    for (const auto& [word, bound] : {std::pair(NumberWord::at_most, Bound::at_most),
                                      std::pair(NumberWord::at_least, Bound::at_least),
                                      std::pair(NumberWord::around, Bound::around)}) {
      const auto cue = numbers_.last_before(word, span.begin, words_between_bound_and_amount);
      if (!cue || cue->begin < floor) continue;
      around = around || bound == Bound::around;
      if (cue->end <= nearest) continue;
      nearest = cue->end;
      span.bound = bound;
    }
    if (around) span.bound = Bound::around;
    return span.bound != Bound::none;
  }

  bool take_bound_behind(Span& span) const {
    for (const auto& [word, bound] : {std::pair(NumberWord::at_most_behind, Bound::at_most),
                                      std::pair(NumberWord::at_least_behind, Bound::at_least),
                                      std::pair(NumberWord::around, Bound::around)}) {
      const std::size_t end = numbers_.end_of(word, span.end);
      if (end == span.end) continue;
      span.bound = bound;
      span.end = end;
      return true;
    }
    return false;
  }

  std::string_view text_;
  std::span<const FoldedWord> words_;
  NumberWords numbers_;
  std::vector<Span> spans_;
};

}  // namespace

Spans find_spans(std::string_view text, std::span<const FoldedWord> words, Phrases::Latin latin) {
  return SpanFinder(text, words, latin).find();
}

std::optional<std::int64_t> in_dollars(const Span& span) {
  double dollars = span.amount;
  if (span.currency == Currency::other) return std::nullopt;
  if (span.currency == Currency::sar) dollars /= sar_per_usd;
  if (span.currency == Currency::aed) dollars /= aed_per_usd;
  return std::llround(dollars);
}

std::int64_t from_dollars(std::int64_t dollars, Currency currency) {
  const auto amount = static_cast<double>(dollars);
  if (currency == Currency::sar) return std::llround(amount * sar_per_usd);
  if (currency == Currency::aed) return std::llround(amount * aed_per_usd);
  return dollars;
}

}  // namespace mta::catalogue
