#include "catalogue/message_parts.h"

#include <algorithm>
#include <string_view>

namespace mta::catalogue {
namespace {

/// "With" joins what a device has to it: no other device is spoken of.
bool parts_things(const MessageReading& message, std::size_t word) {
  for (const std::string_view with : {"with", "avec", "مع", "ma3"}) {
    if (message.words()[word] == with) return false;
  }
  return true;
}

}  // namespace

bool MessageParts::are_together(const DeviceGroup& one, const DeviceGroup& other) const {
  return part_of_[one.begin] <= part_of_[other.end - 1] &&
         part_of_[other.begin] <= part_of_[one.end - 1];
}

MessageParts::MessageParts(const MessageReading& message)
    : message_(message), part_of_(message.words().size(), 0) {
  for (std::size_t word = 1; word < part_of_.size(); ++word) {
    const bool begins =
        message.begins_part(word) && parts_things(message, word) && parts_things(message, word - 1);
    part_of_[word] = part_of_[word - 1] + (begins ? 1 : 0);
  }
}

std::optional<Owner> MessageParts::owner_of(std::size_t word,
                                            const std::vector<DeviceGroup>& groups) const {
  if (groups.empty()) return std::nullopt;
  const auto distance = [&](const DeviceGroup& group) {
    return word < group.begin ? group.begin - word : word >= group.end ? word - group.end + 1 : 0;
  };
  std::optional<std::size_t> nearest;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool together = part_of_[groups[i].begin] <= part_of_[word] &&
                          part_of_[word] <= part_of_[groups[i].end - 1];
    if (together && (!nearest || distance(groups[i]) < distance(groups[*nearest]))) nearest = i;
  }
  if (nearest) return Owner{*nearest, false};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].end <= word) nearest = i;
  }
  if (!nearest) return Owner{0, false};
  const std::size_t end = groups[*nearest].end;
  const bool joined =
      std::ranges::any_of(message_.matches(Concept::joins), [&](const Phrases::Match& match) {
        return match.begin >= end && match.end <= word && parts_things(message_, match.begin);
      });
  return Owner{*nearest, joined};
}

}  // namespace mta::catalogue
