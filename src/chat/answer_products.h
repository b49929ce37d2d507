#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/knowledge.h"

namespace mta::chat {

/// A device that an answer names, for who shows it as more than text.
struct AnswerProduct {
  std::string name;
  std::string localized_name;             ///< in the answer's language; empty: `name` is
  std::optional<std::int64_t> price_usd;  ///< empty: on request
  std::string summary;  ///< what it is for, in the answer's language; may be empty
};

/// The products of the catalogue that an answer names, in its order, each once: whole names, in
/// either language, the longest first. At most 20.
std::vector<AnswerProduct> products_of_answer(std::string_view answer,
                                              const std::vector<Product>& products);

}  // namespace mta::chat
