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

/// An amount that somebody wants to pay. In a short message that `goes_on` a bare figure is one.
bool is_amount(const Span& span, const MessageReading& message, bool goes_on);

/// Narrows the bounds by one amount; a bare one is a ceiling, unless the message `asks_price`.
void narrow(PriceBounds& bounds, const Span& span, bool asks_price);

/// A bare amount is a ceiling, unless the message `asks_price`: then it is the price of something.
/// In a short message that `goes_on` a bare figure is an amount.
PriceBounds find_price_bounds(const MessageReading& message, bool asks_price, bool goes_on);

}  // namespace mta::catalogue
