#pragma once

#include <set>
#include <string>
#include <string_view>

#include "catalogue/understanding.h"
#include "chat/named_devices.h"
#include "chat/plain_prices.h"
#include "chat/promises.h"

namespace mta::chat {

/// What answers are checked against. Immutable; thread-safe.
class PriceRules {
 public:
  /// `understanding` must outlive it.
  explicit PriceRules(const catalogue::Understanding& understanding);

  [[nodiscard]] const catalogue::Understanding& understanding() const { return understanding_; }
  [[nodiscard]] const DeviceNames& names() const { return names_; }
  [[nodiscard]] const PlainPrices& plain_prices() const { return plain_prices_; }
  /// What the knowledge files promise.
  [[nodiscard]] const Promises& stated() const { return stated_; }
  /// The knowledge files' telephone numbers and e-mail addresses.
  [[nodiscard]] const std::set<std::string>& contacts() const { return contacts_; }
  /// Every link in the text is one of the knowledge files'.
  [[nodiscard]] bool links_are_stated(std::string_view text) const;

 private:
  const catalogue::Understanding& understanding_;
  DeviceNames names_;
  PlainPrices plain_prices_;
  Promises stated_;
  std::set<std::string> links_;
  std::set<std::string> contacts_;
};

}  // namespace mta::chat
