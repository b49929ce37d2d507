#include "chat/device_prices.h"

#include <algorithm>
#include <functional>

namespace mta::chat {

using catalogue::ClaimWord;

namespace {

/// No number of a list item ("2. EMS IV"), and no other word that sounds like a number (`taman`).
bool counts_pieces(const catalogue::MessageReading& reading, const catalogue::Count& count) {
  if (count.says_pieces) return true;
  const FoldedWord& word = reading.places()[count.end - 1];
  const bool is_sure = reading.language() == catalogue::Language::english || has_digit(word.text);
  const bool is_mark = std::string_view(".):").contains(reading.text().substr(word.end, 1));
  return is_sure && !is_mark;
}

}  // namespace

std::vector<bool> DevicePrices::are_prices() const {
  std::vector<bool> right(amounts_.size(), false);
  for (std::size_t i = 0; i < amounts_.size(); ++i) right[i] = is_owners_price(i);
  mark_ordered(right);
  mark_last(right);
  const bool is_several = is_of_several_pieces();
  for (std::size_t i = 0; i < amounts_.size(); ++i) {
    if (right[i] && (is_several || is_for_a_time(amounts_[i]) || is_of_several(i)))
      right[i] = false;
  }
  return right;
}

/// A clause ends between two words, or something is joined to what stands before.
bool DevicePrices::parts(std::size_t from, std::size_t to) const {
  for (std::size_t word = from; word <= to; ++word) {
    if (sentence_.reading.ends_clause(word)) return true;
  }
  constexpr std::size_t near = 3;
  const std::size_t joined = to > from + near ? to - near : from;
  return sentence_.claims.says_within(ClaimWord::joins, joined, to);
}

/// The device that an amount belongs to by where it stands, first of those before it.
bool DevicePrices::is_owners_price(std::size_t i) const {
  if (!is_own_) return is_price_of_any(i);
  const Amount& amount = amounts_[i];
  const NamedDevice* before = nullptr;
  const NamedDevice* behind = nullptr;
  for (const NamedDevice& device : devices_) {
    if (device.begin < amount.begin) before = &device;
    if (device.begin >= amount.end && behind == nullptr) behind = &device;
  }
  if (before == nullptr && behind == nullptr) return false;
  if (before == nullptr) return is_price(amount, *behind);
  if (behind == nullptr || owner_is_before(amount, *before, *behind)) {
    return is_of_those_before(amount, *before);
  }
  return is_price(amount, *behind);
}

bool DevicePrices::owner_is_before(const Amount& amount, const NamedDevice& before,
                                   const NamedDevice& behind) const {
  const bool parted_before = before.end < amount.begin && parts(before.end, amount.begin);
  const bool parted_behind = parts(amount.end, behind.begin);
  if (parted_before != parted_behind) return parted_behind;
  // "8,000 for the EMS IV", "the dome (2,800)"
  const std::size_t to_behind = behind.begin - amount.end;
  const std::size_t to_before = amount.begin > before.end ? amount.begin - before.end : 0;
  if (std::min(to_behind, to_before) <= 1 && to_behind != to_before) return to_before < to_behind;
  return devices_.front().begin < amounts_.front().begin;
}

/// What stands behind "than" is only compared with.
bool DevicePrices::is_of_those_before(const Amount& amount, const NamedDevice& last) const {
  if (is_price(amount, last)) return true;
  constexpr std::size_t reach = 3;
  const std::size_t from = last.begin > reach ? last.begin - reach : 0;
  if (!sentence_.claims.says_within(ClaimWord::reference, from, last.begin)) return false;
  return std::ranges::any_of(devices_, [&](const NamedDevice& device) {
    const bool amount_between = std::ranges::any_of(amounts_, [&](const Amount& other) {
      return other.begin > device.begin && other.end <= last.begin;
    });
    return device.begin < last.begin && !amount_between && is_price(amount, device);
  });
}

/// Of the only device, or of one of several that were named together before.
bool DevicePrices::is_price_of_any(std::size_t i) const {
  return std::ranges::any_of(
      devices_, [&](const NamedDevice& device) { return is_price(amounts_[i], device); });
}

/// As many amounts in a row as devices before them, or behind: each to each. "A and B cost 1 and
/// 2"; `| Price | 1 | 2 |` below `| | A | B |`.
void DevicePrices::mark_ordered(std::vector<bool>& right) const {
  const std::size_t count = devices_.size();
  if (count < 2 || amounts_.size() % count != 0) return;
  if (is_own_ && !stand_apart()) return;
  std::vector<bool> all(amounts_.size(), true);
  for (std::size_t i = 0; i < amounts_.size(); ++i) {
    if (!is_price(amounts_[i], devices_[i % count])) all[i] = false;
  }
  if (!is_own_ || std::ranges::all_of(all, std::identity{})) right = all;
}
/// "A is 3,600 dearer than B: 3,750 against 150": the last amounts, behind all devices.
void DevicePrices::mark_last(std::vector<bool>& right) const {
  const std::size_t count = devices_.size();
  if (!is_own_ || count < 2 || amounts_.size() < count) return;
  const std::size_t first = amounts_.size() - count;
  if (amounts_[first].begin < devices_.back().end) return;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_price(amounts_[first + i], devices_[i])) return;
  }
  std::fill(right.begin() + static_cast<long>(first), right.end(), true);
}
bool DevicePrices::stands_beside_a_device(const Amount& amount) const {
  constexpr std::size_t near = 2;
  return is_own_ && std::ranges::any_of(devices_, [&](const NamedDevice& device) {
           const bool before = device.end <= amount.begin && amount.begin - device.end <= near;
           const bool behind = amount.end <= device.begin && device.begin - amount.end <= 1 &&
                               !parts(amount.end, device.begin);
           return before || behind;
         });
}
bool DevicePrices::stand_apart() const {
  return devices_.back().begin < amounts_.front().begin ||
         amounts_.back().begin < devices_.front().begin;
}

/// One price said of several devices: "both cost 1,500", "A and B: 7,200".
bool DevicePrices::is_of_several(std::size_t i) const {
  const Amount& amount = amounts_[i];
  return !is_price_of_all(amount) &&
         ((amounts_.size() < devices_.size() && is_of_pair(amount)) || is_said_of_all(amount));
}

/// "Each", "both", "the same price" near it.
bool DevicePrices::is_said_of_all(const Amount& amount) const {
  constexpr std::size_t reach = 5;
  const std::size_t from = amount.begin > reach ? amount.begin - reach : 0;
  const auto says = [&](ClaimWord word) {
    return sentence_.claims.says_within(word, from, amount.end + reach);
  };
  if (!says(ClaimWord::alike) && !says(ClaimWord::each)) return false;
  return std::ranges::none_of(amounts_, [&](const Amount& other) {
    return other.value != amount.value || other.currency != amount.currency;
  });
}

bool DevicePrices::is_price_of_all(const Amount& amount) const {
  return std::ranges::all_of(devices_, [&](const NamedDevice& device) {
    return std::ranges::all_of(device.products, [&](std::uint32_t product) {
      return is_price(amount, {.products = {product}});
    });
  });
}

/// "The A and the B cost 7,200": two names that nothing but an "and" parts, and the amount right
/// behind them.
bool DevicePrices::is_of_pair(const Amount& amount) const {
  constexpr std::size_t near = 2;
  if (!is_own_) return false;
  for (std::size_t i = 1; i < devices_.size(); ++i) {
    const NamedDevice& one = devices_[i - 1];
    const NamedDevice& other = devices_[i];
    const bool is_near = one.end <= other.begin && other.begin - one.end <= near;
    const bool is_joined =
        is_near && (sentence_.claims.says_within(ClaimWord::joined, one.end, other.begin) ||
                    sentence_.reading.text()
                        .substr(sentence_.reading.places()[other.begin].begin)
                        .starts_with("و"));
    const bool is_behind = other.end <= amount.begin && amount.begin - other.end <= near;
    if (is_joined && is_behind && one.products != other.products && one.products.size() == 1 &&
        other.products.size() == 1) {
      return true;
    }
  }
  return false;
}

/// "Two HIFU machines cost 6,600": pieces are counted, and nothing says that it is the price of
/// one.
bool DevicePrices::is_of_several_pieces() const {
  if (devices_.size() != 1 || sentence_.claims.says(ClaimWord::each)) return false;
  const NamedDevice& device = devices_.front();
  const bool all_single =
      std::ranges::all_of(amounts_, [&](const Amount& amount) { return is_price(amount, device); });
  if (!all_single) return false;
  constexpr std::size_t reach = 4;
  constexpr std::size_t near = 1;
  const std::size_t at = is_own_ ? device.begin : amounts_.front().begin;
  if (sentence_.claims.says_within(ClaimWord::two, at > reach ? at - reach : 0, at + 1))
    return true;
  return is_own_ &&
         std::ranges::any_of(sentence_.reading.counts(), [&](const catalogue::Count& count) {
           return count.end <= device.begin && device.begin - count.end <= near &&
                  counts_pieces(sentence_.reading, count);
         });
}

/// "6,600 a month"
bool DevicePrices::is_for_a_time(const Amount& amount) const {
  return sentence_.claims.says_within(ClaimWord::period, amount.end, amount.end + 1);
}

}  // namespace mta::chat
