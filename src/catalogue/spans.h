#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "catalogue/fold.h"
#include "catalogue/phrases.h"

/// The parts of a message that have a type of their own: no word of theirs is ever searched for.
namespace mta::catalogue {

enum class SpanKind : std::uint8_t {
  phone,
  email,
  link,
  money,
  percentage,
  time,      ///< a date, a time, a duration
  quantity,  ///< so many pieces
  number,    ///< says nothing about what it counts
  model,     ///< letters and digits: `7D`, `G8`
};

enum class Currency : std::uint8_t { unsaid, usd, sar, aed, other };
enum class Bound : std::uint8_t { none, at_most, at_least, around };

struct Span {
  SpanKind kind = SpanKind::number;
  std::size_t begin = 0;  ///< positions of words
  std::size_t end = 0;
  double amount = 0;  ///< as it was said, at most `largest_amount`
  Currency currency = Currency::unsaid;
  Bound bound = Bound::none;
};

inline constexpr double largest_amount = 1e12;

/// A word for a number below 100: "seven", تسعة. It is no span: "two" may mean both.
struct SmallNumber {
  std::size_t word = 0;
  int value = 0;
};

/// A number of pieces, with the words that count: "3", `x2`, "two units of the", جهازين.
struct Count {
  std::size_t begin = 0;  ///< positions of words
  std::size_t end = 0;
  int value = 0;
  bool says_pieces = false;  ///< a word for pieces stands at it
};

struct Spans {
  std::vector<Span> spans;  ///< in the order of the text, none over another
  std::vector<SmallNumber> small_numbers;
  std::vector<Count> counts;  ///< what may count pieces, 2 to 999, in the order of the text
};

/// `words` are those of `text`. Digits of all scripts, `k`, `alf`, ألفين, "two thousand"; bounds
/// before and behind an amount.
Spans find_spans(std::string_view text, std::span<const FoldedWord> words,
                 Phrases::Latin latin = Phrases::Latin::as_written);

/// Whole US dollars of a money span: SAR and AED at their pegs; empty for other currencies.
std::optional<std::int64_t> in_dollars(const Span& span);

/// US dollars in `currency`, rounded to the nearest unit; as they are where it is no pegged one.
std::int64_t from_dollars(std::int64_t dollars, Currency currency);

}  // namespace mta::catalogue
