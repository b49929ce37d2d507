#include "catalogue/dialogue.h"

#include <algorithm>
#include <ranges>
#include <string>
#include <unordered_map>
#include <utility>

namespace mta::catalogue {
namespace {

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

/// By the first word of the name; of those that begin alike the longest first.
std::unordered_map<std::string_view, std::vector<std::size_t>> by_first_word(
    const std::vector<Product>& products) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> found;
  for (std::size_t i = 0; i < products.size(); ++i) {
    found[first_word(products[i].name)].push_back(i);
  }
  for (auto& [word, alike] : found) {
    std::ranges::sort(alike, std::ranges::greater{},
                      [&](std::size_t i) { return std::pair(products[i].name.size(), i); });
  }
  return found;
}

}  // namespace

std::vector<std::size_t> names_written_in(std::string_view answer,
                                          const std::vector<Product>& products, std::size_t most) {
  const auto names = by_first_word(products);
  std::vector<std::size_t> named;
  for (std::size_t at = 0; at < answer.size() && named.size() < most;) {
    const std::string_view rest = answer.substr(at);
    const auto alike = names.find(first_word(rest.substr(0, rest.find_first_of("\n:,"))));
    std::size_t length = 0;
    if (alike != names.end()) {
      const auto whole = std::ranges::find_if(
          alike->second, [&](std::size_t i) { return rest.starts_with(products[i].name); });
      if (whole != alike->second.end()) {
        length = products[*whole].name.size();
        if (std::ranges::find(named, *whole) == named.end()) named.push_back(*whole);
      }
    }
    const std::size_t next = answer.find_first_of(" \n*(", at + length);
    if (next == std::string_view::npos) break;
    at = next + 1;
  }
  return named;
}

}  // namespace mta::catalogue
