#include "models/ranking.h"

#include <algorithm>
#include <bit>
#include <ranges>
#include <utility>

namespace mta::models {
namespace {

using Hit = CatalogueIndex::Hit;
using WordSet = CatalogueIndex::WordSet;

constexpr double close_to_best = 0.92;  // what a price question names, misspelt or not
constexpr double share_listed = 0.5;    // what still answers "what do you have for X"

void keep_most(std::vector<Hit>& hits, int (*words)(const Hit&)) {
  const int most = words(*std::ranges::max_element(hits, {}, words));
  std::erase_if(hits, [&](const Hit& hit) { return words(hit) < most; });
}

}  // namespace

std::vector<std::size_t> best_of(const std::vector<Hit>& hits) {
  if (hits.empty()) return {};
  std::vector<Hit> best;
  for (const Hit& hit : hits) {
    if (hit.score >= hits.front().score * close_to_best) best.push_back(hit);
  }
  // What is called so comes before what is otherwise called so, and that before what is described
  // so.
  keep_most(best, [](const Hit& hit) { return std::popcount(hit.in_name); });
  keep_most(best, [](const Hit& hit) { return std::popcount(hit.named); });
  // A name that is there in full is meant, and not a longer one that begins alike.
  const auto whole = std::ranges::find(best, std::size_t{0}, &Hit::name_words_missing);
  if (whole != best.end()) return {whole->product};
  std::vector<std::size_t> found;
  for (const Hit& hit : best | std::views::take(most_products)) found.push_back(hit.product);
  return found;
}

std::vector<std::size_t> worth_listing(const std::vector<Hit>& hits, std::size_t most) {
  std::vector<std::size_t> found;
  for (const Hit& hit : hits) {
    // "Laser hair removal" does not ask for every laser that removes something.
    const WordSet best = hits.front().matched;
    const bool only_a_part = (hit.matched | best) == best && hit.matched != best;
    if (found.size() < most && hit.score >= hits.front().score * share_listed && !only_a_part) {
      found.push_back(hit.product);
    }
  }
  return found;
}

// Longer names first: "… – Advanced" must not be taken for the name it begins with.
std::vector<std::size_t> names_written_in(std::string text, const std::vector<Product>& products) {
  std::vector<std::size_t> order;
  order.reserve(products.size());
  for (std::size_t i = 0; i < products.size(); ++i) order.push_back(i);
  std::ranges::sort(order, std::ranges::greater{},
                    [&](std::size_t i) { return products[i].name.size(); });
  std::vector<std::pair<std::size_t, std::size_t>> found;  // where, which
  for (const std::size_t i : order) {
    const std::string& name = products[i].name;
    const std::size_t at = text.find(name);
    if (at == std::string::npos) continue;
    found.emplace_back(at, i);
    text.replace(at, name.size(), std::string(name.size(), '\0'));
  }
  std::ranges::sort(found);
  std::vector<std::size_t> named;
  for (const auto& [at, which] : found | std::views::take(most_products)) named.push_back(which);
  return named;
}

}  // namespace mta::models
