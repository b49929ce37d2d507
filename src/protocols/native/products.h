#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "chat/answer_products.h"

namespace mta::protocols {

/// The catalogue of now, for answers that do not say which one they were made with: repeats.
using CurrentProducts = std::function<std::shared_ptr<const std::vector<Product>>()>;

/// The products that an answer names, as clients are given them: `{name, localized_name?, price?,
/// currency?, summary?}` each.
boost::json::array products_json(std::string_view answer, const std::vector<Product>& products);

}  // namespace mta::protocols
