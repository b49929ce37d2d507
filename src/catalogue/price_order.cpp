#include "catalogue/price_order.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace mta::catalogue {

std::int64_t PriceOrder::price(std::size_t product) const {
  return knowledge_.products[product].price_usd.value_or(std::numeric_limits<std::int64_t>::max());
}

ProductSet PriceOrder::extreme_of(const ProductSet& base, bool dearest) const {
  ProductSet best;
  std::optional<std::int64_t> figure;
  for (const std::uint32_t product : base) {
    const auto& price = knowledge_.products[product].price_usd;
    if (!price) continue;
    if (figure && (dearest ? *price < *figure : *price > *figure)) continue;
    if (figure != price) best.clear();
    figure = price;
    best.push_back(product);
  }
  return best.empty() ? base : best;
}

ProductSet PriceOrder::beside(std::size_t product, const ProductSet& base, bool cheaper) const {
  ProductSet found;
  for (const std::uint32_t other : base) {
    if (cheaper ? price(other) < price(product) : price(other) > price(product)) {
      found.push_back(other);
    }
  }
  return found;
}

std::vector<std::size_t> PriceOrder::sorted(const ProductSet& base, bool falling) const {
  std::vector<std::size_t> order(base.begin(), base.end());
  std::ranges::sort(order, {}, [&](std::size_t product) {
    return std::pair(falling ? -price(product) : price(product), product);
  });
  return order;
}

ProductSet PriceOrder::alike(std::size_t product, bool cheaper) const {
  ProductSet all(knowledge_.products.size());
  std::iota(all.begin(), all.end(), 0U);
  const ProductSet among = beside(product, all, cheaper);
  return among.empty() ? among : kin_of(product, vocabulary_, among);
}

}  // namespace mta::catalogue
