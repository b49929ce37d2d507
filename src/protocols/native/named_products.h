#pragma once

#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "catalogue/knowledge.h"

namespace mta::protocols {

/// The products of the catalogue that an answer names, in its order, each once: whole names, in
/// either language, the longest first. At most 20.
std::vector<const Product*> named_products(std::string_view answer,
                                           const std::vector<Product>& products);

/// As clients are given them: `{name, localized_name?, price?, currency?, summary?}` each. An
/// answer in Arabic letters has Arabic names and summaries.
boost::json::array products_json(std::string_view answer, const std::vector<Product>& products);

}  // namespace mta::protocols
