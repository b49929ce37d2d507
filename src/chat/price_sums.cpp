#include "chat/price_sums.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "chat/arithmetic.h"

namespace mta::chat {

using catalogue::ClaimWord;

/// Each product once, in the order of the sentence; nothing for a price or a name that is open.
std::vector<std::optional<double>> PriceSums::prices() const {
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
bool PriceSums::is_multiple_of(const Amount& amount, const NamedDevice& device) const {
  return std::ranges::any_of(device.products, [&](std::uint32_t product) {
    const auto& price = knowledge_.products[product].price_usd;
    return price && std::ranges::any_of(sentence_.quantities(), [&](int count) {
             return equals(sentence_, amount, count * static_cast<double>(*price));
           });
  });
}

bool PriceSums::is_total(const Amount& amount) const {
  constexpr std::size_t most_devices = 8;
  constexpr std::size_t few = 4;
  if (devices_.size() == 1 && is_multiple_of(amount, devices_.front())) return true;
  const auto all = prices();
  if (all.size() > most_devices) return false;
  std::vector<int> counts = {1};
  if (all.size() <= few) {
    counts.insert(counts.end(), sentence_.quantities().begin(), sentence_.quantities().end());
  }
  for (std::size_t from = 0; from < all.size(); ++from) {
    std::vector<double> run;
    for (const auto& price : std::span(all).subspan(from)) {
      if (!price) break;
      run.push_back(*price);
      if (adds_up(amount, run, counts, 0, 0, 0)) return true;
    }
  }
  return false;
}

bool PriceSums::adds_up(const Amount& amount, const std::vector<double>& prices,
                        const std::vector<int>& counts, std::size_t at, double sum,
                        int pieces) const {
  if (at == prices.size()) return pieces > 1 && equals(sentence_, amount, sum);
  return std::ranges::any_of(counts, [&](int count) {
    return adds_up(amount, prices, counts, at + 1, sum + count * prices[at], pieces + count);
  });
}

/// Near the amount.
bool PriceSums::speaks_of_difference(const Amount& amount) const {
  constexpr std::size_t before = 24;  // two whole names
  constexpr std::size_t behind = 5;
  const std::size_t from = amount.begin > before ? amount.begin - before : 0;
  return sentence_.claims.says_within(ClaimWord::difference, from, amount.end + behind);
}

/// Between two of its devices, also where a name leaves open which of two products it is.
bool PriceSums::is_difference(const Amount& amount) const {
  if (!speaks_of_difference(amount)) return false;
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    for (std::size_t j = i + 1; j < devices_.size(); ++j) {
      if (differ_by(amount, devices_[i], devices_[j])) return true;
    }
  }
  return false;
}

/// From one of its devices.
bool PriceSums::differs_from(const Amount& amount, const NamedDevice& other) const {
  return speaks_of_difference(amount) && std::ranges::any_of(devices_, [&](const NamedDevice& one) {
           return differ_by(amount, one, other);
         });
}

bool PriceSums::differ_by(const Amount& amount, const NamedDevice& one,
                          const NamedDevice& other) const {
  for (const std::uint32_t first : said_of(one)) {
    for (const std::uint32_t second : said_of(other)) {
      const auto& price = knowledge_.products[first].price_usd;
      const auto& next = knowledge_.products[second].price_usd;
      if (first == second || !price || !next) continue;
      const auto difference = static_cast<double>(*price - *next);
      if (equals(sentence_, amount, std::abs(difference)) && is_right_way(difference)) return true;
    }
  }
  return false;
}

/// Of a name that several products have those whose price the sentence says, if it says any.
std::vector<std::uint32_t> PriceSums::said_of(const NamedDevice& device) const {
  std::vector<std::uint32_t> all(device.products.begin(), device.products.end());
  if (all.size() < 2) return all;
  std::vector<std::uint32_t> said;
  for (const std::uint32_t product : all) {
    const bool is_said = std::ranges::any_of(amounts_, [&](const Amount& amount) {
      return is_price_of(sentence_, amount, {.products = {product}}, knowledge_);
    });
    if (is_said) said.push_back(product);
  }
  return said.empty() ? all : said;
}

/// "A is cheaper than B"
bool PriceSums::is_right_way(double difference) const {
  const bool cheaper = sentence_.claims.says(ClaimWord::cheaper);
  const bool dearer = sentence_.claims.says(ClaimWord::dearer);
  if (cheaper == dearer || devices_.size() != 2) return true;
  return cheaper ? difference < 0 : difference > 0;
}

/// "The advanced one costs 300 more than the standard one (7,600 against 7,300)": an amount that
/// stands beside no other device may be the price of one that is compared with.
void PriceSums::mark_compared(std::vector<bool>& prices, std::vector<bool>& right,
                              const DevicePrices& places) const {
  const bool compares = sentence_.claims.says(ClaimWord::difference);
  if (!compares || std::ranges::all_of(right, std::identity{})) return;
  // Two of its devices have their prices beside them: what they differ by is no other's difference.
  if (devices_.size() > 1 && std::ranges::count(prices, true) > 1) return;
  const std::vector<NamedDevice> others = sentence_.compared_with();
  for (std::size_t i = 0; i < amounts_.size(); ++i) {
    if (right[i] || places.stands_beside_a_device(amounts_[i])) continue;
    const bool is_price =
        amounts_.size() > 1 && std::ranges::any_of(others, [&](const NamedDevice& other) {
          return is_price_of(sentence_, amounts_[i], other, knowledge_);
        });
    prices[i] = is_price;
    right[i] = is_price || std::ranges::any_of(others, [&](const NamedDevice& other) {
                 return differs_from(amounts_[i], other);
               });
  }
}

/// "550 each, so four are 2,200"; "by 2,500: one is 1,500, the other 4,000": what the sentence's
/// prices and numbers make, one by one: a total may be part of the next.
std::vector<bool> PriceSums::worked_out(std::vector<bool> prices,
                                        const DevicePrices& places) const {
  std::vector<bool> right = prices;
  for (std::size_t i = 0; i < amounts_.size(); ++i)
    right[i] = right[i] || is_difference(amounts_[i]);
  mark_compared(prices, right, places);
  std::vector<double> known;
  for (std::size_t i = 0; i < amounts_.size(); ++i) {
    if (prices[i] && is_in_dollars(amounts_[i])) known.push_back(amounts_[i].value);
  }
  for (std::size_t i = 0; i < amounts_.size(); ++i) {
    const Amount& amount = amounts_[i];
    if (right[i]) continue;
    if (is_with_percentage(amount, known)) right[i] = true;
    if (!is_in_dollars(amount)) continue;
    const bool is_sum = is_multiple_of(amount, known) ||
                        (!places.stands_beside_a_device(amount) && is_sum_of_two(amount, prices));
    if (is_sum) prices[i] = true;
    if (is_sum || is_difference_of(amount, known)) right[i] = true;
  }
  mark_calculated(right);
  return right;
}

/// "5 lamps are 750; with the LED PDT (3,750) you arrive at 4,500", "11,200 (8,000 + 3,200)"
bool PriceSums::is_sum_of_two(const Amount& amount, const std::vector<bool>& prices) const {
  for (std::size_t i = 0; i < amounts_.size(); ++i) {
    for (std::size_t j = i + 1; j < amounts_.size(); ++j) {
      if (prices[i] && prices[j] &&
          equals(sentence_, amount, amounts_[i].value + amounts_[j].value)) {
        return true;
      }
    }
  }
  return false;
}

bool PriceSums::is_difference_of(const Amount& amount, const std::vector<double>& known) const {
  for (std::size_t i = 0; i < known.size(); ++i) {
    for (std::size_t j = i + 1; j < known.size(); ++j) {
      const double difference = std::abs(known[i] - known[j]);
      if (difference > 0 && equals(sentence_, amount, difference)) return true;
    }
  }
  return false;
}

bool PriceSums::is_multiple_of(const Amount& amount, const std::vector<double>& known) const {
  return std::ranges::any_of(known, [&](double price) {
    return std::ranges::any_of(sentence_.quantities(),
                               [&](int count) { return equals(sentence_, amount, count * price); });
  });
}

/// "With 15% VAT on top 43,125": a right price and as much of it as a percentage of the sentence.
bool PriceSums::is_with_percentage(const Amount& amount, const std::vector<double>& known) const {
  constexpr double whole = 100;
  if (!sentence_.claims.says(ClaimWord::tax)) return false;
  return std::ranges::any_of(sentence_.reading.spans(), [&](const catalogue::Span& span) {
    if (span.kind != catalogue::SpanKind::percentage) return false;
    return std::ranges::any_of(known, [&](double price) {
      const double tax = price * span.amount / whole;
      return equals(sentence_, amount, tax) || equals(sentence_, amount, price + tax);
    });
  });
}

/// "7,200 + 3,900 = 11,100": the result of what stands before it, whose amounts are right.
void PriceSums::mark_calculated(std::vector<bool>& right) const {
  constexpr double rounding = 0.5;
  for (std::size_t i = 1; i < amounts_.size(); ++i) {
    if (right[i] || !right[i - 1]) continue;
    const std::size_t at = sentence_.reading.places()[amounts_[i].begin].begin;
    const auto result = calculation_before(sentence_.reading.text(), at);
    right[i] = result && std::abs(*result - amounts_[i].value) <= rounding &&
               std::all_of(right.begin(), right.begin() + static_cast<long>(i), std::identity{});
  }
}

}  // namespace mta::chat
