#include "protocols/native/named_products.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <boost/json/object.hpp>

#include "base/ascii.h"
#include "base/text.h"

namespace mta::protocols {
namespace {

namespace json = boost::json;

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

json::object json_of(const Product& product, bool in_arabic) {
  json::object object{{"name", product.name}};
  const std::string& summary = in_arabic ? product.arabic_description : product.description;
  if (in_arabic && !product.arabic_name.empty()) object["localized_name"] = product.arabic_name;
  if (product.price_usd) {
    object["price"] = *product.price_usd;
    object["currency"] = "USD";
  }
  if (!summary.empty()) object["summary"] = summary;
  return object;
}

}  // namespace

std::vector<const Product*> named_products(std::string_view answer,
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
  if (named.size() > most_products) named.resize(most_products);
  return named;
}

json::array products_json(std::string_view answer, const std::vector<Product>& products) {
  const bool in_arabic = is_arabic(answer);
  json::array list;
  for (const Product* product : named_products(answer, products)) {
    list.push_back(json_of(*product, in_arabic));
  }
  return list;
}

}  // namespace mta::protocols
