#include "catalogue/quantities.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace mta::catalogue {
namespace {

bool stands_at(const Count& count, const DeviceGroup& group) {
  const bool before = count.begin < group.begin && count.end >= group.begin;
  const bool behind = count.says_pieces && count.begin == group.end;
  return before || behind;
}

bool has_number(std::string_view name, int number) {
  constexpr std::string_view digits = "0123456789";
  while (true) {
    const std::size_t begin = name.find_first_of(digits);
    if (begin == std::string_view::npos) return false;
    name.remove_prefix(begin);
    const std::size_t size = std::min(name.find_first_not_of(digits), name.size());
    if (name.substr(0, size) == std::to_string(number)) return true;
    name.remove_prefix(size);
  }
}

/// "The hydrafacial 9", "4 handles".
bool is_of_name(const Count& count, const ProductSet& products, const Knowledge& knowledge) {
  return !count.says_pieces && std::ranges::any_of(products, [&](std::uint32_t product) {
    return has_number(knowledge.products[product].name, count.value);
  });
}

}  // namespace

std::vector<int> quantities(const MessageReading& message, const std::vector<DeviceGroup>& groups,
                            const Knowledge& knowledge) {
  std::vector<int> all;
  for (const DeviceGroup& group : groups) {
    const auto found = std::ranges::find_if(message.counts(), [&](const Count& count) {
      return stands_at(count, group) && !is_of_name(count, group.products, knowledge);
    });
    all.push_back(found == message.counts().end() ? 1 : found->value);
  }
  return all;
}

int quantity_alone(const MessageReading& message, std::uint32_t product,
                   const Knowledge& knowledge) {
  if (message.counts().size() != 1) return 1;
  const Count& count = message.counts().front();
  return is_of_name(count, {product}, knowledge) ? 1 : count.value;
}

}  // namespace mta::catalogue
