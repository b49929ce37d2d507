#include "chat/price_check.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "chat/device_prices.h"
#include "chat/price_sums.h"
#include "chat/visitors_amounts.h"

namespace mta::chat {
namespace {

using catalogue::ClaimWord;
using catalogue::Currency;

/// Of one sentence and one list of devices that it speaks of.
class Check {
 public:
  Check(const PricedSentence& sentence, const std::vector<NamedDevice>& devices,
        const Knowledge& knowledge)
      : sentence_(sentence),
        amounts_(sentence.amounts),
        devices_(devices),
        is_own_(&devices == &sentence.devices),
        knowledge_(knowledge),
        prices_(sentence, devices, knowledge),
        sums_(sentence, devices, knowledge) {}

  /// What each amount is, one by one.
  [[nodiscard]] std::vector<bool> right() const {
    std::vector<bool> right = prices_.are_prices();
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      right[i] = right[i] || (is_own_ && sums_.is_total(amounts_[i]));
    }
    right = sums_.worked_out(std::move(right), prices_);
    for (std::size_t i = 0; i < amounts_.size(); ++i) right[i] = right[i] || is_rate(i);
    return right;
  }
  /// What is left of the visitor's amount, or missing, beside the price of a device.
  [[nodiscard]] bool is_distance_to(const Amount& amount, const Amount& his) const {
    if (!sentence_.claims.says(ClaimWord::difference) && !sentence_.claims.says(ClaimWord::his))
      return false;
    const auto any_price = [&](const NamedDevice& device) {
      return std::ranges::any_of(device.products, [&](std::uint32_t product) {
        const auto& price = knowledge_.products[product].price_usd;
        return price &&
               equals(sentence_, amount, std::abs(his.value - static_cast<double>(*price)));
      });
    };
    return is_in_dollars(his) && std::ranges::any_of(devices_, any_price);
  }

  /// What the right amounts of the sentence leave of the visitor's.
  [[nodiscard]] bool is_left_of(const Amount& amount, const Amount& his,
                                const std::vector<bool>& right) const {
    if (!sentence_.claims.says(ClaimWord::difference) && !sentence_.claims.says(ClaimWord::his))
      return false;
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (right[i] && is_in_dollars(amounts_[i]) && is_in_dollars(his) &&
          equals(sentence_, amount, his.value - amounts_[i].value)) {
        return true;
      }
    }
    return false;
  }

  /// Every device beside which the visitor's amount is repeated carries its own price.
  [[nodiscard]] bool all_priced(const std::vector<bool>& right) const {
    if (!is_own_) return true;  // none is named beside it
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      if (right[i] && sums_.is_total(amounts_[i])) return true;
    }
    return std::ranges::all_of(devices_, [&](const NamedDevice& device) {
      for (std::size_t i = 0; i < amounts_.size(); ++i) {
        if (right[i] && is_price_of(sentence_, amounts_[i], device, knowledge_)) return true;
      }
      return false;
    });
  }

 private:
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

  const PricedSentence& sentence_;
  const std::vector<Amount>& amounts_;
  const std::vector<NamedDevice>& devices_;
  bool is_own_;
  const Knowledge& knowledge_;
  DevicePrices prices_;
  PriceSums sums_;
};

bool is_right(const Check& check, const PricedSentence& sentence,
              const std::function<const std::vector<Amount>&()>& visitors) {
  const std::vector<bool> right = check.right();
  const bool has_price = std::ranges::any_of(right, std::identity{});
  bool repeated = false;
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (right[i]) continue;
    const Amount& amount = sentence.amounts[i];
    if (is_said_by(visitors(), amount)) {
      if (!may_repeat(sentence, amount, has_price)) return false;
      repeated = true;
      continue;
    }
    const bool is_distance = std::ranges::any_of(visitors(), [&](const Amount& his) {
      return check.is_distance_to(amount, his) || check.is_left_of(amount, his, right);
    });
    if (!is_distance || agrees(sentence.claims)) return false;
  }
  return !repeated || check.all_priced(right);
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
    const bool has_few = said.size() <= few && sentence.amounts.size() > 1;
    for (std::size_t left_out = 0; left_out < said.size() && has_few; ++left_out) {
      found.push_back(sum - said[left_out]);
    }
  }
  if (!said.empty() && sentence.devices.empty()) {
    for (const int count : sentence.quantities()) found.push_back(count * said.front());
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
    return sentence.converts_to(currency) && std::ranges::any_of(sums, [&](double sum) {
             return std::abs(sum * rate - value) <= 0.5;
           });
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
