#include "chat/priced_sentence.h"

#include <algorithm>

namespace mta::chat {

using catalogue::Currency;

bool equals(const PricedSentence& sentence, const Amount& amount, double usd) {
  constexpr double cent = 0.005;
  const auto is = [&](double rate) { return std::abs(amount.value - usd * rate) < 1; };
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
