#include "protocols/native/products.h"

#include <boost/json/object.hpp>

namespace mta::protocols {
namespace {

namespace json = boost::json;

json::object json_of(const chat::AnswerProduct& product) {
  json::object object{{"name", product.name}};
  if (!product.localized_name.empty()) object["localized_name"] = product.localized_name;
  if (product.price_usd) {
    object["price"] = *product.price_usd;
    object["currency"] = "USD";
  }
  if (!product.summary.empty()) object["summary"] = product.summary;
  return object;
}

}  // namespace

json::array products_json(std::string_view answer, const std::vector<Product>& products) {
  json::array list;
  for (const chat::AnswerProduct& product : chat::products_of_answer(answer, products)) {
    list.push_back(json_of(product));
  }
  return list;
}

}  // namespace mta::protocols
