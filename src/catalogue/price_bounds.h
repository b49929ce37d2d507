#pragma once

#include <cstdint>
#include <optional>

#include "catalogue/knowledge.h"
#include "catalogue/message.h"

namespace mta::catalogue {

/// What somebody wants to pay, in US dollars.
struct PriceBounds {
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;

  [[nodiscard]] bool any() const { return least || most; }
  /// Of a product on request nobody knows.
  [[nodiscard]] bool allow(const Product& product) const;
};

/// A bare amount is a ceiling, unless the message `asks_price`: then it is the price of something.
/// In a short message that `goes_on` a bare figure is an amount.
PriceBounds find_price_bounds(const MessageReading& message, bool asks_price, bool goes_on);

}  // namespace mta::catalogue
