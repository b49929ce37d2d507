#include "chat/named_devices.h"

#include <algorithm>
#include <span>

#include "catalogue/devices.h"
#include "chat/plain_text.h"

namespace mta::chat {

using catalogue::DeviceGroup;
using catalogue::MessageReading;

namespace {

/// "Three" is no 3-zone dome, and no part of an amount names a device.
bool is_number(const MessageReading& reading, const DeviceGroup& group) {
  const std::string& word = reading.words()[group.begin];
  const bool in_letters = word.find_first_of("0123456789") == std::string::npos;
  const bool is_small = std::ranges::any_of(
      reading.small_numbers(), [&](const auto& number) { return number.word == group.begin; });
  const bool in_money = std::ranges::any_of(reading.spans(), [&](const catalogue::Span& span) {
    return span.kind == catalogue::SpanKind::money && span.begin <= group.begin &&
           group.begin < span.end;
  });
  return group.end - group.begin == 1 && (in_money || (is_small && in_letters));
}

/// "Diode Laser Hair Removal": where no device is named, what only one device is for names it.
void add_only_ones(std::span<const DeviceGroup> groups, const MessageReading& reading,
                   std::vector<NamedDevice>& named) {
  for (const DeviceGroup& group : groups) {
    if (group.products.size() != 1 || is_number(reading, group)) continue;
    named.push_back({.products = group.products, .begin = group.begin, .end = group.end});
  }
}

}  // namespace

DeviceNames::DeviceNames(const catalogue::Understanding& understanding)
    : understanding_(understanding) {
  const auto& products = understanding.knowledge().products;
  for (std::uint32_t i = 0; i < products.size(); ++i) {
    for (const std::string& name : {products[i].name, products[i].arabic_name}) {
      const std::string plain = plain_text(name);
      const MessageReading reading(plain, understanding.vocabulary());
      add_name({reading.words().begin(), reading.words().end()}, i);
    }
  }
  sort_names();
  find_variants();
}

void DeviceNames::sort_names() {
  std::ranges::sort(names_, [](const Name& a, const Name& b) {
    return a.words.size() != b.words.size() ? a.words.size() > b.words.size()
                                            : a.product < b.product;
  });
}

void DeviceNames::find_variants() {
  constexpr std::size_t least = 2;
  variants_.resize(understanding_.knowledge().products.size());
  std::vector<Name> short_names;
  for (const Name& longer : names_) {
    for (const Name& shorter : names_) {
      const bool is_variant = longer.product != shorter.product && shorter.words.size() >= least &&
                              !std::ranges::search(longer.words, shorter.words).empty();
      if (!is_variant) continue;
      add_short_name(longer, shorter, short_names);
      variants_[longer.product] = catalogue::sum(variants_[longer.product], {shorter.product});
      variants_[shorter.product] = catalogue::sum(variants_[shorter.product], {longer.product});
    }
  }
  names_.insert(names_.end(), short_names.begin(), short_names.end());
  sort_names();
}

/// "Fat Freezing Advanced": what the names begin with, and the word that the longer one has more.
void DeviceNames::add_short_name(const Name& longer, const Name& shorter,
                                 std::vector<Name>& short_names) {
  constexpr std::size_t first_words = 2;
  if (longer.words.size() != shorter.words.size() + 1 || shorter.words.size() <= first_words ||
      !std::ranges::equal(std::span(longer.words).first(shorter.words.size()), shorter.words)) {
    return;
  }
  std::vector<std::string> words(longer.words.begin(), longer.words.begin() + first_words);
  words.push_back(longer.words.back());
  short_names.push_back({.words = std::move(words), .product = longer.product});
}

/// The name, and without the word that says that it is a machine where two others are left.
void DeviceNames::add_name(std::vector<std::string> words, std::uint32_t product) {
  if (words.empty()) return;
  names_.push_back({.words = words, .product = product});
  constexpr std::size_t least = 3;
  if (words.size() < least) return;
  if (words.back() == "machine") {
    words.back() = "machines";
    names_.push_back({.words = words, .product = product});
    words.pop_back();
    names_.push_back({.words = std::move(words), .product = product});
  } else if (words.front() == "جهاز") {
    words.erase(words.begin());
    names_.push_back({.words = std::move(words), .product = product});
  }
}

const DeviceNames::Name* DeviceNames::longest_at(const MessageReading& reading,
                                                 std::size_t at) const {
  const auto words = reading.words().subspan(at);
  for (const Name& name : names_) {
    if (name.words.size() <= words.size() &&
        std::ranges::equal(name.words, words.first(name.words.size()))) {
      return &name;
    }
  }
  return nullptr;
}

/// "9D Inner Ball Roller" is not the Inner Ball Roller: the word before tells another product that
/// has the whole name within its own.
NamedDevice DeviceNames::whole_name(const MessageReading& reading, const Name& name,
                                    std::size_t at) const {
  NamedDevice device{.products = {name.product}, .begin = at, .end = at + name.words.size()};
  for (const catalogue::Mention& mention : reading.mentions()) {
    if (mention.end != at || mention.entity->kind != catalogue::Entity::Kind::name) continue;
    for (const std::uint32_t other : mention.entity->products) {
      const bool within = other != name.product &&
                          std::ranges::none_of(mention.entity->products,
                                               [&](auto one) { return one == name.product; }) &&
                          std::ranges::any_of(names_, [&](const Name& longer) {
                            return longer.product == other &&
                                   !std::ranges::search(longer.words, name.words).empty();
                          });
      if (within) return {.products = {other}, .begin = mention.begin, .end = device.end};
    }
  }
  return device;
}

/// "The Vacuum Cupping with the G8": what of a group stands outside of the whole names.
void DeviceNames::add_single_names(const MessageReading& reading, const DeviceGroup& group,
                                   std::size_t whole, std::vector<NamedDevice>& named) {
  for (const catalogue::Mention& mention : reading.mentions()) {
    const catalogue::Entity& entity = *mention.entity;
    const bool is_single = entity.kind == catalogue::Entity::Kind::name && !entity.is_weak &&
                           entity.products.size() == 1;
    const bool is_within = mention.begin >= group.begin && mention.end <= group.end;
    const bool overlaps = std::ranges::any_of(
        std::span(named).first(whole),
        [&](const NamedDevice& one) { return mention.begin < one.end && one.begin < mention.end; });
    if (!is_single || !is_within || overlaps) continue;
    named.push_back({.products = entity.products, .begin = mention.begin, .end = mention.end});
  }
}

std::vector<NamedDevice> DeviceNames::named_in(const MessageReading& reading) const {
  std::vector<NamedDevice> named;
  for (std::size_t i = 0; i < reading.words().size();) {
    const Name* name = longest_at(reading, i);
    const std::size_t end = i + (name == nullptr ? 1 : name->words.size());
    if (name != nullptr) named.push_back(whole_name(reading, *name, i));
    i = end;
  }
  auto spoken = catalogue::devices_spoken_of(reading, understanding_.vocabulary());
  spoken.groups.insert(spoken.groups.end(), spoken.excluded_groups.begin(),
                       spoken.excluded_groups.end());
  const std::size_t whole = named.size();
  for (DeviceGroup& group : spoken.groups) {
    if (!group.is_named || group.products.empty() || is_number(reading, group)) continue;
    const bool overlaps = std::ranges::any_of(
        std::span(named).first(whole),
        [&](const NamedDevice& one) { return group.begin < one.end && one.begin < group.end; });
    if (overlaps) {
      add_single_names(reading, group, whole, named);
      continue;
    }
    catalogue::prefer_whole_name(group, reading, understanding_.vocabulary());
    catalogue::prefer_most_of_name(group, reading, understanding_.vocabulary());
    named.push_back({.products = group.products, .begin = group.begin, .end = group.end});
  }
  if (named.empty()) add_only_ones(spoken.groups, reading, named);
  std::ranges::sort(named, {}, &NamedDevice::begin);
  return named;
}

}  // namespace mta::chat
