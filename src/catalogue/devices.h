#pragma once

#include <vector>

#include "catalogue/message.h"
#include "catalogue/message_parts.h"
#include "catalogue/product_sets.h"
#include "catalogue/vocabulary.h"

/// Which devices a message speaks of: all names and needs first, then what is asked about them.
namespace mta::catalogue {

struct DevicesSpokenOf {
  std::vector<DeviceGroup> groups;  ///< in the order of the message, no two alike
  std::vector<DeviceGroup> excluded_groups;
  ProductSet excluded;  ///< what stands behind a "not"
  bool excludes_something = false;
};

DevicesSpokenOf devices_spoken_of(const MessageReading& message, const Vocabulary& vocabulary);

/// Of several products that a group stands for the one whose whole name is there; nothing changes
/// where there is none.
void prefer_whole_name(DeviceGroup& group, const MessageReading& message,
                       const Vocabulary& vocabulary);

/// Of several products those of whose names at least two words are there, and more than of the
/// others'; nothing changes where there are none.
void prefer_most_of_name(DeviceGroup& group, const MessageReading& message,
                         const Vocabulary& vocabulary);

/// The products in the order in which they answer: those that the group's words name first.
std::vector<std::size_t> by_relevance(const ProductSet& products, const MessageReading& message);

}  // namespace mta::catalogue
