#pragma once

#include <cstdint>
#include <vector>

#include "catalogue/knowledge.h"
#include "catalogue/message.h"
#include "catalogue/message_parts.h"

namespace mta::catalogue {

/// How many pieces of each of `groups` are asked for, in their order; 1 where nothing is said. A
/// number that belongs to a device's name counts nothing: "the hydrafacial 9".
std::vector<int> quantities(const MessageReading& message, const std::vector<DeviceGroup>& groups,
                            const Knowledge& knowledge);

/// The one number of pieces in a message that names no device ("and for three of them?"), where
/// `product` is meant; 1 where there is none, or several.
int quantity_alone(const MessageReading& message, std::uint32_t product,
                   const Knowledge& knowledge);

}  // namespace mta::catalogue
