#pragma once

#include <functional>
#include <vector>

#include "chat/priced_sentence.h"

/// Whether the amounts of one sentence are right.
namespace mta::chat {

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
