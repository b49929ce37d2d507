#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "catalogue/claims.h"
#include "catalogue/knowledge.h"
#include "chat/amounts.h"
#include "chat/named_devices.h"

/// Whether the amounts of one sentence are right.
namespace mta::chat {

/// All that is known of a sentence.
struct PricedSentence {
  const catalogue::MessageReading& reading;
  const catalogue::Claims& claims;
  std::vector<Amount> amounts;
  std::vector<NamedDevice> devices;
  /// A table's heading, or the sentence, names the currency.
  std::function<bool(catalogue::Currency)> converts_to;
  /// What its devices may be compared with: variants of them, those spoken of before and asked for.
  std::function<std::vector<NamedDevice>()> compared_with;
  /// Right amounts in dollars that the answer has just said, the last one first.
  std::function<std::vector<double>()> just_said;
};

/// The devices that a sentence without names may speak of: one list for each place to look at.
using Spoken = std::vector<std::vector<NamedDevice>>;

/// Each amount is the price of a device that it stands beside, a right sum, multiple or difference
/// of the devices that the sentence names, or the visitor's own, repeated and not agreed to.
/// `spoken` is asked only where the sentence names no device, `visitors` for his amounts where one
/// is not right by itself.
bool prices_are_right(const PricedSentence& sentence, const std::function<Spoken()>& spoken,
                      const std::function<const std::vector<Amount>&()>& visitors,
                      const Knowledge& knowledge);

}  // namespace mta::chat
