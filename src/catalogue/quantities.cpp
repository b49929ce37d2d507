#include "catalogue/quantities.h"

#include <algorithm>

#include "catalogue/product_sets.h"

namespace mta::catalogue {
namespace {

bool stands_at(const Count& count, const DeviceGroup& group) {
  const bool before = count.begin < group.begin && count.end >= group.begin;
  const bool behind = count.says_pieces && count.begin == group.end;
  return before || behind;
}

bool is_of_name(const Count& count, const ProductSet& products, const Vocabulary& vocabulary) {
  return !count.says_pieces && !numbered(products, count.value, vocabulary).empty();
}

}  // namespace

std::vector<int> quantities(const MessageReading& message, const std::vector<DeviceGroup>& groups,
                            const Vocabulary& vocabulary) {
  std::vector<int> all;
  for (const DeviceGroup& group : groups) {
    const auto found = std::ranges::find_if(message.counts(), [&](const Count& count) {
      return stands_at(count, group) && !is_of_name(count, group.products, vocabulary);
    });
    all.push_back(found == message.counts().end() ? 1 : found->value);
  }
  return all;
}

int quantity_alone(const MessageReading& message, std::uint32_t product,
                   const Vocabulary& vocabulary) {
  if (message.counts().size() != 1) return 1;
  const Count& count = message.counts().front();
  return is_of_name(count, {product}, vocabulary) ? 1 : count.value;
}

}  // namespace mta::catalogue
