#include "catalogue/price_bounds.h"

#include <algorithm>

namespace mta::catalogue {
namespace {

/// "Around 5000" is a range.
constexpr double around_share = 0.3;
/// A figure of so many dollars and no more words than these is an amount, where devices were shown.
constexpr double least_amount = 300;
constexpr std::size_t short_message = 6;

}  // namespace

bool is_amount(const Span& span, const MessageReading& message, bool goes_on) {
  // "Not the 150 dollar one" tells which one.
  const bool tells_which = span.bound == Bound::none && message.is_negated(span.begin);
  if (span.kind == SpanKind::money) return !tells_which;
  return span.kind == SpanKind::number && goes_on && span.amount >= least_amount &&
         message.words().size() <= short_message && message.mentions().empty() &&
         !message.says(Concept::details);
}

bool PriceBounds::allow(const Product& product) const {
  if (!any()) return true;
  const auto& price = product.price_usd;
  return price && (!most || *price <= *most) && (!least || *price >= *least);
}

void narrow(PriceBounds& bounds, const Span& span, bool asks_price) {
  const auto dollars = in_dollars(span);
  if (!dollars) return;
  if (span.bound == Bound::at_least) {
    bounds.least = *dollars;
  } else if (span.bound == Bound::around) {
    const auto amount = static_cast<double>(*dollars);
    bounds.least = static_cast<std::int64_t>(amount * (1 - around_share));
    bounds.most = static_cast<std::int64_t>(amount * (1 + around_share));
  } else if (span.bound == Bound::at_most || !asks_price) {
    bounds.most = *dollars;
  }
}

PriceBounds find_price_bounds(const MessageReading& message, bool asks_price, bool goes_on) {
  PriceBounds bounds;
  for (const Span& span : message.spans()) {
    if (is_amount(span, message, goes_on)) narrow(bounds, span, asks_price);
  }
  return bounds;
}

}  // namespace mta::catalogue
