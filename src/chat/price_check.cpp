#include "chat/price_check.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <ranges>

#include "chat/arithmetic.h"

namespace mta::chat {
namespace {

using catalogue::Claims;
using catalogue::ClaimWord;
using catalogue::Currency;

constexpr double sar_per_usd = 3.75;
constexpr double aed_per_usd = 3.6725;

/// Of one sentence and one list of devices that it speaks of.
class Check {
 public:
  Check(const PricedSentence& sentence, const std::vector<NamedDevice>& devices,
        const Knowledge& knowledge)
      : sentence_(sentence),
        amounts_(sentence.amounts),
        devices_(devices),
        is_own_(&devices == &sentence.devices),
        claims_(sentence.claims),
        knowledge_(knowledge) {}

  /// What each amount is, one by one.
  [[nodiscard]] std::vector<bool> right() const {
    std::vector<bool> right(amounts_.size(), false);
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      right[i] = is_owners_price(i) || (is_own_ && is_total(amounts_[i])) ||
                 is_difference(amounts_[i]) || is_rate(i);
    }
    mark_ordered(right);
    mark_last(right);
    mark_compared(right);
    mark_worked_out(right);
    mark_calculated(right);
    return right;
  }
  /// What is left of the visitor's amount, or missing, beside the price of a device.
  [[nodiscard]] bool is_distance_to(const Amount& amount, const Amount& his) const {
    if (!claims_.says(ClaimWord::difference) && !claims_.says(ClaimWord::his)) return false;
    const auto any_price = [&](const NamedDevice& device) {
      return std::ranges::any_of(device.products, [&](std::uint32_t product) {
        const auto& price = knowledge_.products[product].price_usd;
        return price && equals(amount, std::abs(his.value - static_cast<double>(*price)));
      });
    };
    return is_in_dollars(his) && std::ranges::any_of(devices_, any_price);
  }

  /// What the right amounts of the sentence leave of the visitor's.
  [[nodiscard]] bool is_left_of(const Amount& amount, const Amount& his,
                                const std::vector<bool>& right) const {
    if (!claims_.says(ClaimWord::difference) && !claims_.says(ClaimWord::his)) return false;
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (right[i] && is_in_dollars(amounts_[i]) && is_in_dollars(his) &&
          equals(amount, his.value - amounts_[i].value)) {
        return true;
      }
    }
    return false;
  }

  /// Every device beside which the visitor's amount is repeated carries its own price.
  [[nodiscard]] bool all_priced(const std::vector<bool>& right) const {
    if (!is_own_) return true;  // none is named beside it
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (right[i] && is_total(amounts_[i])) return true;
    }
    return std::ranges::all_of(devices_, [&](const NamedDevice& device) {
      for (std::size_t i = 0; i < amounts_.size(); ++i) {
        if (right[i] && is_price_of(amounts_[i], device)) return true;
      }
      return false;
    });
  }

 private:
  [[nodiscard]] bool equals(const Amount& amount, double usd) const {
    constexpr double cent = 0.005;
    const auto is = [&](double rate) { return std::abs(amount.value - usd * rate) < 1; };
    switch (amount.currency) {
      case Currency::usd:
        return std::abs(amount.value - usd) < cent;
      case Currency::unsaid:
        return std::abs(amount.value - usd) < cent ||
               (is(sar_per_usd) && sentence_.converts_to(Currency::sar)) ||
               (is(aed_per_usd) && sentence_.converts_to(Currency::aed));
      case Currency::sar:
        return is(sar_per_usd);
      case Currency::aed:
        return is(aed_per_usd);
      default:
        return false;
    }
  }

  [[nodiscard]] bool is_price_of(const Amount& amount, const NamedDevice& device) const {
    return std::ranges::any_of(device.products, [&](std::uint32_t product) {
      const auto& price = knowledge_.products[product].price_usd;
      return price && equals(amount, static_cast<double>(*price));
    });
  }

  /// "1 USD = 3.75 SAR"
  [[nodiscard]] bool is_rate(std::size_t i) const {
    constexpr double thousandth = 0.006;
    const auto is = [](const Amount& amount, Currency currency, double value) {
      return amount.currency == currency && std::abs(amount.value - value) < thousandth;
    };
    const auto is_one = [&](const Amount& amount) {
      return is(amount, Currency::sar, sar_per_usd) || is(amount, Currency::aed, aed_per_usd);
    };
    const auto is_bare_rate = [&](Currency currency, double value) {
      return is(amounts_[i], Currency::unsaid, value) && sentence_.converts_to(currency);
    };
    return is_one(amounts_[i]) || is_bare_rate(Currency::sar, sar_per_usd) ||
           is_bare_rate(Currency::aed, aed_per_usd) ||
           (is(amounts_[i], Currency::usd, 1) && std::ranges::any_of(amounts_, is_one));
  }

  /// A clause ends between two words, or something is joined to what stands before.
  [[nodiscard]] bool parts(std::size_t from, std::size_t to) const {
    for (std::size_t word = from; word <= to; ++word) {
      if (sentence_.reading.ends_clause(word)) return true;
    }
    constexpr std::size_t near = 3;
    const std::size_t joined = to > from + near ? to - near : from;
    return claims_.says_within(ClaimWord::joins, joined, to);
  }

  /// The device that an amount belongs to by where it stands, first of those before it.
  [[nodiscard]] bool is_owners_price(std::size_t i) const {
    if (!is_own_) return is_price_of_any(i);
    const Amount& amount = amounts_[i];
    const NamedDevice* before = nullptr;
    const NamedDevice* behind = nullptr;
    for (const NamedDevice& device : devices_) {
      if (device.begin < amount.begin) before = &device;
      if (device.begin >= amount.end && behind == nullptr) behind = &device;
    }
    if (before == nullptr && behind == nullptr) return false;
    if (before == nullptr) return is_price_of(amount, *behind);
    if (behind == nullptr || owner_is_before(amount, *before, *behind)) {
      return is_of_those_before(amount, *before);
    }
    return is_price_of(amount, *behind);
  }

  [[nodiscard]] bool owner_is_before(const Amount& amount, const NamedDevice& before,
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
  [[nodiscard]] bool is_of_those_before(const Amount& amount, const NamedDevice& last) const {
    if (is_price_of(amount, last)) return true;
    constexpr std::size_t reach = 3;
    const std::size_t from = last.begin > reach ? last.begin - reach : 0;
    if (!claims_.says_within(ClaimWord::reference, from, last.begin)) return false;
    return std::ranges::any_of(devices_, [&](const NamedDevice& device) {
      const bool amount_between = std::ranges::any_of(amounts_, [&](const Amount& other) {
        return other.begin > device.begin && other.end <= last.begin;
      });
      return device.begin < last.begin && !amount_between && is_price_of(amount, device);
    });
  }

  /// Of the only device, or of one of several that were named together before.
  [[nodiscard]] bool is_price_of_any(std::size_t i) const {
    return std::ranges::any_of(
        devices_, [&](const NamedDevice& device) { return is_price_of(amounts_[i], device); });
  }

  /// As many amounts in a row as devices before them, or behind: each to each. "A and B cost 1 and
  /// 2"; `| Price | 1 | 2 |` below `| | A | B |`.
  void mark_ordered(std::vector<bool>& right) const {
    const std::size_t count = devices_.size();
    if (count < 2 || amounts_.size() % count != 0) return;
    if (is_own_ && !stand_apart()) return;
    std::vector<bool> all(amounts_.size(), true);
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (!is_price_of(amounts_[i], devices_[i % count])) all[i] = false;
    }
    if (!is_own_ || std::ranges::all_of(all, std::identity{})) right = all;
  }
  /// "A is 3,600 dearer than B: 3,750 against 150": the last amounts, behind all devices.
  void mark_last(std::vector<bool>& right) const {
    const std::size_t count = devices_.size();
    if (!is_own_ || count < 2 || amounts_.size() < count) return;
    const std::size_t first = amounts_.size() - count;
    if (amounts_[first].begin < devices_.back().end) return;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_price_of(amounts_[first + i], devices_[i])) return;
    }
    std::fill(right.begin() + static_cast<long>(first), right.end(), true);
  }
  /// "The advanced one costs 300 more than the standard one (7,600 against 7,300)": an amount that
  /// stands beside no other device may be the price of one that is compared with.
  void mark_compared(std::vector<bool>& right) const {
    const bool compares = claims_.says(ClaimWord::difference);
    if (!compares || std::ranges::all_of(right, std::identity{})) return;
    const std::vector<NamedDevice> others = sentence_.compared_with();
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (right[i] || stands_beside_a_device(amounts_[i])) continue;
      right[i] = std::ranges::any_of(others, [&](const NamedDevice& other) {
        return (amounts_.size() > 1 && is_price_of(amounts_[i], other)) ||
               differs_from(amounts_[i], other);
      });
    }
  }
  /// From one of its devices.
  [[nodiscard]] bool differs_from(const Amount& amount, const NamedDevice& other) const {
    return claims_.says(ClaimWord::difference) &&
           std::ranges::any_of(devices_, [&](const NamedDevice& device) {
             return differ_by(amount, device, other);
           });
  }
  [[nodiscard]] bool stands_beside_a_device(const Amount& amount) const {
    constexpr std::size_t near = 2;
    return is_own_ && std::ranges::any_of(devices_, [&](const NamedDevice& device) {
             const bool before = device.end <= amount.begin && amount.begin - device.end <= near;
             const bool behind = amount.end <= device.begin && device.begin - amount.end <= 1 &&
                                 !parts(amount.end, device.begin);
             return before || behind;
           });
  }
  /// "550 each, so four are 2,200"; "by 2,500: one is 1,500, the other 4,000": what the right
  /// amounts of the sentence and its numbers make.
  void mark_worked_out(std::vector<bool>& right) const {
    const std::vector<bool> known = right;
    std::vector<int> counts;
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (known[i] || !is_in_dollars(amounts_[i])) continue;
      if (counts.empty()) counts = quantities_in(sentence_.reading);
      right[i] = is_worked_out(amounts_[i], known, counts) ||
                 (!stands_beside_a_device(amounts_[i]) && is_sum_of_two(amounts_[i], right));
    }
  }
  /// "5 lamps are 750; with the LED PDT (3,750) you arrive at 4,500", "11,200 (8,000 + 3,200)"
  [[nodiscard]] bool is_sum_of_two(const Amount& amount, const std::vector<bool>& right) const {
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      for (std::size_t j = i + 1; j < amounts_.size(); ++j) {
        if (right[i] && right[j] && equals(amount, amounts_[i].value + amounts_[j].value))
          return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool is_worked_out(const Amount& amount, const std::vector<bool>& known,
                                   const std::vector<int>& counts) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (known[i] && is_in_dollars(amounts_[i])) values.push_back(amounts_[i].value);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (std::size_t j = i + 1; j < values.size(); ++j) {
        if (values[i] != values[j] && equals(amount, std::abs(values[i] - values[j]))) return true;
      }
      for (const int count : counts) {
        if (equals(amount, count * values[i])) return true;
      }
    }
    return false;
  }
  /// "7,200 + 3,900 = 11,100": the result of what stands before it, whose amounts are right.
  void mark_calculated(std::vector<bool>& right) const {
    constexpr double rounding = 1;
    for (std::size_t i = 1; i < amounts_.size(); ++i) {
      if (right[i] || !right[i - 1]) continue;
      const std::size_t at = sentence_.reading.places()[amounts_[i].begin].begin;
      const auto result = calculation_before(sentence_.reading.text(), at);
      right[i] = result && std::abs(*result - amounts_[i].value) < rounding &&
                 std::all_of(right.begin(), right.begin() + static_cast<long>(i), std::identity{});
    }
  }
  [[nodiscard]] bool stand_apart() const {
    return devices_.back().begin < amounts_.front().begin ||
           amounts_.back().begin < devices_.front().begin;
  }

  /// Each product once, in the order of the sentence; nothing for a price or a name that is open.
  [[nodiscard]] std::vector<std::optional<double>> prices() const {
    std::vector<std::uint32_t> products;
    std::vector<std::optional<double>> prices;
    for (const NamedDevice& device : devices_) {
      if (device.products.size() != 1) {
        prices.emplace_back();
        continue;
      }
      const std::uint32_t product = device.products.front();
      if (std::ranges::find(products, product) != products.end()) continue;
      const auto& price = knowledge_.products[product].price_usd;
      products.push_back(product);
      prices.emplace_back(price ? std::optional(static_cast<double>(*price)) : std::nullopt);
    }
    return prices;
  }

  /// Also where the name leaves open which product it is.
  [[nodiscard]] bool is_multiple_of(const Amount& amount, const NamedDevice& device) const {
    const std::vector<int> counts = quantities_in(sentence_.reading);
    return std::ranges::any_of(device.products, [&](std::uint32_t product) {
      const auto& price = knowledge_.products[product].price_usd;
      return price && std::ranges::any_of(counts, [&](int count) {
               return equals(amount, count * static_cast<double>(*price));
             });
    });
  }
  /// Of devices that the sentence names one after the other, each as often as one of its numbers
  /// says.
  [[nodiscard]] bool is_total(const Amount& amount) const {
    constexpr std::size_t most_devices = 8;
    constexpr std::size_t few = 4;
    if (devices_.size() == 1 && is_multiple_of(amount, devices_.front())) return true;
    const auto all = prices();
    if (all.size() > most_devices) return false;
    std::vector<int> counts;
    if (all.size() <= few) counts = quantities_in(sentence_.reading);
    counts.insert(counts.begin(), 1);
    for (std::size_t from = 0; from < all.size(); ++from) {
      std::vector<double> run;
      for (std::size_t to = from; to < all.size() && all[to]; ++to) {
        run.push_back(*all[to]);
        if (adds_up(amount, run, counts, 0, 0, 0)) return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool adds_up(const Amount& amount, const std::vector<double>& prices,
                             const std::vector<int>& counts, std::size_t at, double sum,
                             int pieces) const {
    if (at == prices.size()) return pieces > 1 && equals(amount, sum);
    return std::ranges::any_of(counts, [&](int count) {
      return adds_up(amount, prices, counts, at + 1, sum + count * prices[at], pieces + count);
    });
  }
  /// Between two of its devices, also where a name leaves open which of two products it is.
  [[nodiscard]] bool is_difference(const Amount& amount) const {
    if (!claims_.says(ClaimWord::difference)) return false;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      for (std::size_t j = i + 1; j < devices_.size(); ++j) {
        if (differ_by(amount, devices_[i], devices_[j])) return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool differ_by(const Amount& amount, const NamedDevice& one,
                               const NamedDevice& other) const {
    for (const std::uint32_t first : one.products) {
      for (const std::uint32_t second : other.products) {
        const auto& price = knowledge_.products[first].price_usd;
        const auto& next = knowledge_.products[second].price_usd;
        if (first == second || !price || !next) continue;
        const auto difference = static_cast<double>(*price - *next);
        if (equals(amount, std::abs(difference)) && is_right_way(difference)) return true;
      }
    }
    return false;
  }
  /// "A is cheaper than B"
  [[nodiscard]] bool is_right_way(double difference) const {
    const bool cheaper = claims_.says(ClaimWord::cheaper);
    const bool dearer = claims_.says(ClaimWord::dearer);
    if (cheaper == dearer || devices_.size() != 2) return true;
    return cheaper ? difference < 0 : difference > 0;
  }

  const PricedSentence& sentence_;
  const std::vector<Amount>& amounts_;
  const std::vector<NamedDevice>& devices_;
  bool is_own_;
  const Claims& claims_;
  const Knowledge& knowledge_;
};

/// In dollars; nothing: of another currency.
std::optional<double> in_dollars(const Amount& amount) {
  switch (amount.currency) {
    case Currency::usd:
    case Currency::unsaid:
      return amount.value;
    case Currency::sar:
      return amount.value / sar_per_usd;
    case Currency::aed:
      return amount.value / aed_per_usd;
    default:
      return std::nullopt;
  }
}

/// As he said it, or converted.
bool is_said_by(const std::vector<Amount>& visitors, const Amount& amount) {
  return std::ranges::any_of(visitors, [&](const Amount& his) {
    const bool same_currency = his.currency == amount.currency ||
                               his.currency == Currency::unsaid ||
                               amount.currency == Currency::unsaid;
    if (same_currency) return his.value == amount.value;
    const auto said = in_dollars(his);
    const auto repeated = in_dollars(amount);
    return said && repeated && std::abs(*said - *repeated) < 1;
  });
}

/// An agreement that is not denied by the word before it.
bool agrees(const Claims& claims) {
  return std::ranges::any_of(claims.matches(ClaimWord::agrees),
                             [&](const catalogue::Phrases::Match& match) {
                               constexpr std::size_t near = 4;
                               const std::size_t from = match.begin > near ? match.begin - near : 0;
                               return !claims.denies_within(from, match.begin);
                             });
}

/// The sentence repeats what the visitor said, as his, or refuses it.
bool repeats(const PricedSentence& sentence, const Claims& claims) {
  if (agrees(claims)) return false;
  return claims.says(ClaimWord::his) || claims.denies_within(0, sentence.reading.words().size());
}

bool is_right(const Check& check, const PricedSentence& sentence,
              const std::function<const std::vector<Amount>&()>& visitors) {
  const std::vector<bool> right = check.right();
  bool repeated = false;
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (right[i]) continue;
    const Amount& amount = sentence.amounts[i];
    if (is_said_by(visitors(), amount)) {
      repeated = true;
      continue;
    }
    const bool is_distance = std::ranges::any_of(visitors(), [&](const Amount& his) {
      return check.is_distance_to(amount, his) || check.is_left_of(amount, his, right);
    });
    if (!is_distance || agrees(sentence.claims)) return false;
  }
  return !repeated || (repeats(sentence, sentence.claims) && check.all_priced(right));
}

/// "From 150 to 10,000": the lowest and the highest price of all.
bool is_whole_range(const PricedSentence& sentence, const Knowledge& knowledge) {
  constexpr double cent = 0.005;
  if (sentence.amounts.size() != 2) return false;
  std::vector<double> prices;
  for (const Product& product : knowledge.products) {
    if (product.price_usd) prices.push_back(static_cast<double>(*product.price_usd));
  }
  if (prices.empty()) return false;
  const auto [lowest, highest] = std::ranges::minmax(prices);
  return std::ranges::all_of(sentence.amounts, is_in_dollars) &&
         std::abs(sentence.amounts[0].value - lowest) < cent &&
         std::abs(sentence.amounts[1].value - highest) < cent;
}

/// Of the last two or more amounts together, or of the last one several times.
std::vector<double> totals(const PricedSentence& sentence) {
  const std::vector<double> said = sentence.just_said();
  std::vector<double> found;
  if (sentence.claims.says(ClaimWord::total)) {
    double sum = 0;
    for (std::size_t i = 0; i < said.size(); ++i) {
      sum += said[i];
      if (i > 0) found.push_back(sum);
    }
    // "Total: 20,800; without the Q-Switched 18,500"
    constexpr std::size_t few = 8;
    for (std::size_t left_out = 0; left_out < said.size() && said.size() <= few; ++left_out) {
      found.push_back(sum - said[left_out]);
    }
  }
  if (!said.empty() && sentence.devices.empty()) {
    for (const int count : quantities_in(sentence.reading)) found.push_back(count * said.front());
  }
  return found;
}

/// "Total: 8,300, which leaves 1,700 of your budget."
bool are_totals(const PricedSentence& sentence, const std::vector<Amount>& visitors) {
  constexpr double cent = 0.005;
  const std::vector<double> sums = totals(sentence);
  if (sums.empty() || agrees(sentence.claims)) return false;
  const auto is_sum = [&](double value) {
    return std::ranges::any_of(sums, [&](double sum) { return std::abs(sum - value) < cent; });
  };
  const auto is_converted = [&](double value, Currency currency, double rate) {
    return sentence.converts_to(currency) &&
           std::ranges::any_of(sums, [&](double sum) { return std::abs(sum * rate - value) < 1; });
  };
  const auto is_one = [&](const Amount& amount) {
    const bool is_left = std::ranges::any_of(
        visitors, [&](const Amount& his) { return is_sum(his.value - amount.value); });
    if (is_in_dollars(amount) &&
        (is_sum(amount.value) || is_left || is_said_by(visitors, amount))) {
      return true;
    }
    return amount.currency != Currency::usd &&
           (is_converted(amount.value, Currency::sar, sar_per_usd) ||
            is_converted(amount.value, Currency::aed, aed_per_usd));
  };
  return std::ranges::any_of(sentence.amounts,
                             [&](const Amount& amount) { return is_sum(amount.value); }) &&
         std::ranges::all_of(sentence.amounts, is_one);
}

}  // namespace

bool prices_are_right(const PricedSentence& sentence, const std::function<Spoken()>& spoken,
                      const std::function<const std::vector<Amount>&()>& visitors,
                      const Knowledge& knowledge) {
  if (sentence.amounts.empty()) return true;
  const auto right_with = [&](const std::vector<NamedDevice>& devices) {
    return is_right(Check(sentence, devices, knowledge), sentence, visitors);
  };
  if (!sentence.devices.empty() && right_with(sentence.devices)) return true;
  if (are_totals(sentence, visitors())) return true;
  if (!sentence.devices.empty()) return false;
  if (is_whole_range(sentence, knowledge)) return true;
  const Spoken lists = spoken();
  if (std::ranges::any_of(lists, right_with)) return true;
  if (sentence.claims.says(ClaimWord::difference) && right_with(sentence.compared_with())) {
    return true;
  }
  // What the visitor said may be repeated where no device is spoken of.
  const std::vector<NamedDevice> none;
  return right_with(none);
}

}  // namespace mta::chat
