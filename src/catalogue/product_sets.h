#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "catalogue/message.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

ProductSet intersection(const ProductSet& a, const ProductSet& b);
ProductSet difference(const ProductSet& a, const ProductSet& b);
ProductSet sum(const ProductSet& a, const ProductSet& b);

/// Keeps the products whose figure is the highest; nothing changes where it is below `least`.
void keep_highest(ProductSet& products, std::size_t least,
                  const std::function<std::size_t(std::size_t)>& figure);

/// The other products that share the most names and needs with `product`; of `among`, where that is
/// not empty.
ProductSet kin_of(std::size_t product, const Vocabulary& vocabulary, const ProductSet& among = {});

/// Those of `products` that have a name word which begins with the number: `7-in-1`.
ProductSet numbered(const ProductSet& products, int number, const Vocabulary& vocabulary);

/// The numbers that may tell one of several devices, in the order of the message; not too many.
std::vector<SmallNumber> telling_numbers(const MessageReading& message);

}  // namespace mta::catalogue
