#include "chat/amount_beginning.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/claims.h"
#include "catalogue/fold.h"
#include "catalogue/number_words.h"
#include "chat/figures.h"
#include "chat/number_likeness.h"

namespace mta::chat {
namespace {

using catalogue::Currency;
using catalogue::NumberWord;
using catalogue::NumberWords;

bool has_letter(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c < '0' || c > '9'; });
}

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
    if (resembles_number(word) && !numbers.in_words_at(i)) {
      return is_complete(i) ? Beginning::certain : Beginning::open;
    }
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
    return figure && figure->value >= least_bare_amount ? Beginning::certain : Beginning::none;
  }

  /// "Yours for 90.", but "(9-in-1)"
  [[nodiscard]] bool stands_alone(std::size_t i) const {
    if (i == 0 || !figures_.before(i).ends_with(' ')) return false;
    const std::string& word = words_[i - 1].text;
    return word != "in" && word != "في" && word != "fi" && word != "en";
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
    if ((is_priced && number.value >= least_bare_amount) || (ends_there && stands_alone(i))) {
      return Beginning::certain;
    }
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
    if (joined > next && number.value < least_bare_amount) {
      // "one to three of them"
      const auto other = numbers.in_words_at(joined);
      if (other && !numbers.at(joined)) return of_number(joined, *other);
    }
    if (goes_on(next)) return Beginning::certain;
    if (number.value < least_bare_amount) return Beginning::none;
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

Beginning beginning_at(std::string_view plain, std::size_t at) {
  return BeginningFinder(plain).at(at);
}

}  // namespace mta::chat
