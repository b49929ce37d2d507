#include "chat/priced_sentence.h"

#include <algorithm>
#include <cmath>

#include "catalogue/number_words.h"

namespace mta::chat {

using catalogue::Currency;

namespace {

/// "About 36,000 AED": the word stands near the amount.
bool says_about(const PricedSentence& sentence, const Amount& amount) {
  constexpr std::size_t before = 3;
  constexpr std::size_t behind = 2;
  const catalogue::NumberWords numbers(sentence.reading.text(), sentence.reading.places());
  const std::size_t last = std::min(amount.end + behind, sentence.reading.places().size());
  if (numbers.last_before(catalogue::NumberWord::around, amount.end, before)) return true;
  for (std::size_t word = amount.begin; word < last; ++word) {
    if (numbers.says(catalogue::NumberWord::around, word)) return true;
  }
  return false;
}

/// To the cent, to the unit; where it is said to be about so much, to ten or a hundred.
bool is_converted(const PricedSentence& sentence, const Amount& amount, double exact) {
  constexpr double cent = 0.006;
  constexpr double hundred = 100;
  const double off = std::abs(amount.value - exact);
  const auto is_multiple = [&](double unit) { return std::fmod(amount.value, unit) == 0; };
  if (off < cent || (is_multiple(1) && off <= 0.5)) return true;
  if (off > hundred / 2 || !is_multiple(10)) return false;
  return (off <= 5 || is_multiple(hundred)) && says_about(sentence, amount);
}

}  // namespace

bool equals(const PricedSentence& sentence, const Amount& amount, double usd) {
  constexpr double cent = 0.005;
  const auto is = [&](double rate) { return is_converted(sentence, amount, usd * rate); };
  switch (amount.currency) {
    case Currency::usd:
      return std::abs(amount.value - usd) < cent;
    case Currency::unsaid:
      return std::abs(amount.value - usd) < cent ||
             (is(sar_per_usd) && sentence.converts_to(Currency::sar)) ||
             (is(aed_per_usd) && sentence.converts_to(Currency::aed));
    case Currency::sar:
      return is(sar_per_usd);
    case Currency::aed:
      return is(aed_per_usd);
    default:
      return false;
  }
}

bool is_price_of(const PricedSentence& sentence, const Amount& amount, const NamedDevice& device,
                 const Knowledge& knowledge) {
  return std::ranges::any_of(device.products, [&](std::uint32_t product) {
    const auto& price = knowledge.products[product].price_usd;
    return price && equals(sentence, amount, static_cast<double>(*price));
  });
}

}  // namespace mta::chat
