#include "eval/question.h"

namespace mta::eval {

bool Expectation::is_empty() const {
  return devices.empty() && devices_any.empty() && devices_not.empty() && !no_devices &&
         prices.empty() && prices_any.empty() && prices_not.empty() && !no_other_prices &&
         contains.empty() && contains_any.empty() && contains_not.empty() && matches.empty() &&
         matches_not.empty() && !language;
}

void Expectation::add(const Expectation& other) {
  const auto add_to = [](auto& list, const auto& more) {
    list.insert(list.end(), more.begin(), more.end());
  };
  add_to(devices, other.devices);
  add_to(devices_any, other.devices_any);
  add_to(devices_not, other.devices_not);
  add_to(prices, other.prices);
  add_to(prices_any, other.prices_any);
  add_to(prices_not, other.prices_not);
  add_to(contains, other.contains);
  add_to(contains_any, other.contains_any);
  add_to(contains_not, other.contains_not);
  add_to(matches, other.matches);
  add_to(matches_not, other.matches_not);
  no_devices = no_devices || other.no_devices;
  no_other_prices = no_other_prices || other.no_other_prices;
  if (!language) language = other.language;
}

}  // namespace mta::eval
