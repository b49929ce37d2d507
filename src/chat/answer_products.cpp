#include "chat/answer_products.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/text.h"

namespace mta::chat {
namespace {

constexpr std::size_t most_products = 20;

struct Name {
  std::string_view text;
  const Product* product = nullptr;
};

std::vector<Name> longest_first(const std::vector<Product>& products) {
  std::vector<Name> names;
  for (const Product& product : products) {
    names.push_back({.text = product.name, .product = &product});
    if (!product.arabic_name.empty()) {
      names.push_back({.text = product.arabic_name, .product = &product});
    }
  }
  std::ranges::sort(names, [](const Name& a, const Name& b) {
    return std::pair(b.text.size(), a.text) < std::pair(a.text.size(), b.text);
  });
  return names;
}

bool is_part_of_word(char c) { return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; }

bool is_whole(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin == 0 || !is_part_of_word(text[begin - 1])) &&
         (end == text.size() || !is_part_of_word(text[end]));
}

/// What a longer name has taken is no shorter one's.
void blank(std::string& text, std::size_t begin, std::size_t size) {
  std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(begin), size, ' ');
}

/// More letters of the Arabic blocks than of the Latin ones.
bool is_arabic(std::string_view text) {
  std::size_t arabic = 0, latin = 0;
  while (!text.empty()) {
    const char32_t letter = next_code_point(text);
    if (letter >= 0x0600 && letter <= 0x06FF) ++arabic;
    if (letter < 0x80 && is_alphanumeric(static_cast<char>(letter))) ++latin;
  }
  return arabic > latin / 2;
}

AnswerProduct for_answer(const Product& product, bool in_arabic) {
  return {.name = product.name,
          .localized_name = in_arabic ? product.arabic_name : std::string(),
          .price_usd = product.price_usd,
          .summary = in_arabic ? product.arabic_description : product.description};
}

/// Each once, in the order in which they are named.
std::vector<const Product*> named_in(std::string_view answer,
                                     const std::vector<Product>& products) {
  std::string rest(answer);
  std::map<std::size_t, const Product*> found;
  for (const Name& name : longest_first(products)) {
    for (std::size_t at = 0; (at = rest.find(name.text, at)) != rest.npos; at += name.text.size()) {
      if (!is_whole(rest, at, at + name.text.size())) continue;
      found.emplace(at, name.product);
      blank(rest, at, name.text.size());
    }
  }
  std::vector<const Product*> named;
  for (const auto& [at, product] : found) {
    if (std::ranges::find(named, product) == named.end()) named.push_back(product);
  }
  return named;
}

}  // namespace

std::vector<AnswerProduct> products_of_answer(std::string_view answer,
                                              const std::vector<Product>& products) {
  const bool in_arabic = is_arabic(answer);
  std::vector<AnswerProduct> list;
  for (const Product* product : named_in(answer, products)) {
    if (list.size() < most_products) list.push_back(for_answer(*product, in_arabic));
  }
  return list;
}

}  // namespace mta::chat
