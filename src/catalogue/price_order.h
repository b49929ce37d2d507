#pragma once

#include <cstdint>

#include "catalogue/devices.h"
#include "catalogue/knowledge.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

/// Devices by their prices; one on request is dearer than any other. What it is made of must
/// outlive it.
class PriceOrder {
 public:
  PriceOrder(const Knowledge& knowledge, const Vocabulary& vocabulary)
      : knowledge_(knowledge), vocabulary_(vocabulary) {}

  [[nodiscard]] std::int64_t price(std::size_t product) const;
  /// Those with the lowest (the highest) price; `base` where none has one.
  [[nodiscard]] ProductSet extreme_of(const ProductSet& base, bool dearest) const;
  [[nodiscard]] ProductSet beside(std::size_t product, const ProductSet& base, bool cheaper) const;
  /// The nearest price first.
  [[nodiscard]] std::vector<std::size_t> sorted(const ProductSet& base, bool falling) const;
  /// The cheaper (the dearer) of what is most like `product`.
  [[nodiscard]] ProductSet alike(std::size_t product, bool cheaper) const;

 private:
  const Knowledge& knowledge_;
  const Vocabulary& vocabulary_;
};

}  // namespace mta::catalogue
