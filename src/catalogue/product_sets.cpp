#include "catalogue/product_sets.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace mta::catalogue {
namespace {

/// The number that a name word begins with: `7in1`, `9d`.
std::optional<int> leading_number(const std::string& word) {
  if (word.front() < '0' || word.front() > '9' || word.size() < 2 || word.size() > 5) {
    return std::nullopt;
  }
  return std::atoi(word.c_str());
}

}  // namespace

ProductSet intersection(const ProductSet& a, const ProductSet& b) {
  ProductSet both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

ProductSet difference(const ProductSet& a, const ProductSet& b) {
  ProductSet rest;
  std::ranges::set_difference(a, b, std::back_inserter(rest));
  return rest;
}

ProductSet sum(const ProductSet& a, const ProductSet& b) {
  ProductSet all;
  std::ranges::set_union(a, b, std::back_inserter(all));
  return all;
}

void keep_highest(ProductSet& products, std::size_t least,
                  const std::function<std::size_t(std::size_t)>& figure) {
  std::size_t highest = least;
  ProductSet best;
  for (const std::uint32_t product : products) {
    const std::size_t here = figure(product);
    if (here < highest) continue;
    if (here > highest) best.clear();
    highest = here;
    best.push_back(product);
  }
  if (!best.empty()) products = std::move(best);
}

ProductSet numbered(const ProductSet& products, int number, const Vocabulary& vocabulary) {
  ProductSet found;
  for (const std::uint32_t product : products) {
    if (std::ranges::any_of(vocabulary.name_words(product), [&](const std::string& word) {
          return leading_number(word) == number;
        })) {
      found.push_back(product);
    }
  }
  return found;
}

std::vector<SmallNumber> telling_numbers(const MessageReading& message) {
  std::vector<SmallNumber> numbers;
  for (const Span& span : message.spans()) {
    const bool figure = span.kind == SpanKind::number || span.kind == SpanKind::quantity ||
                        span.kind == SpanKind::time;
    if (figure && span.amount >= 2 && span.amount < 1000) {
      numbers.push_back({span.begin, static_cast<int>(span.amount)});
    }
  }
  for (const SmallNumber& small : message.small_numbers()) {
    if (small.value >= 2) numbers.push_back(small);
  }
  constexpr std::size_t most_numbers = 32;
  std::ranges::sort(numbers, {}, &SmallNumber::word);
  if (numbers.size() > most_numbers) numbers.resize(most_numbers);
  return numbers;
}

ProductSet kin_of(std::size_t product, const Vocabulary& vocabulary, const ProductSet& among) {
  std::vector<std::size_t> shared;  // by product
  for (const Phrases::Meaning meaning : vocabulary.entities_of(product)) {
    const ProductSet& products = vocabulary.entity(meaning).products;
    if (!products.empty() && products.back() >= shared.size()) shared.resize(products.back() + 1);
    for (const std::uint32_t other : products) ++shared[other];
  }
  if (product < shared.size()) shared[product] = 0;
  ProductSet kin;
  for (std::uint32_t other = 0; other < shared.size(); ++other) {
    const bool counts = among.empty() || std::ranges::binary_search(among, other);
    if (shared[other] > 0 && counts) kin.push_back(other);
  }
  keep_highest(kin, 1, [&](std::size_t other) { return shared[other]; });
  return kin;
}

}  // namespace mta::catalogue
