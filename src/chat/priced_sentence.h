#pragma once

#include <cmath>
#include <functional>
#include <string_view>
#include <vector>

#include "catalogue/claims.h"
#include "catalogue/knowledge.h"
#include "chat/amounts.h"
#include "chat/named_devices.h"

namespace mta::chat {

inline constexpr double sar_per_usd = 3.75;
inline constexpr double aed_per_usd = 3.6725;

/// All that is known of a sentence.
struct PricedSentence {
  const catalogue::MessageReading& reading;
  const catalogue::Claims& claims;
  std::vector<Amount> amounts;
  std::vector<NamedDevice> devices;
  /// `quantities_in` of it.
  std::function<const std::vector<int>&()> quantities;
  /// A table's heading, or the sentence, names the currency.
  std::function<bool(catalogue::Currency)> converts_to;
  /// What its devices may be compared with: variants of them, those spoken of before and asked for.
  std::function<std::vector<NamedDevice>()> compared_with;
  /// Right amounts in dollars that the answer has just said, the last one first.
  std::function<std::vector<double>()> just_said;
};

/// The amount is so many dollars, in its own currency; converted to the unit, or to ten or a
/// hundred where it says "about".
bool equals(const PricedSentence& sentence, const Amount& amount, double usd);

/// The amount is the price of one of the device's products.
bool is_price_of(const PricedSentence& sentence, const Amount& amount, const NamedDevice& device,
                 const Knowledge& knowledge);

}  // namespace mta::chat
