#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "catalogue/knowledge.h"
#include "catalogue/question.h"

namespace mta::chat {

/// What of the knowledge files an answer of the catalogue stood on, for the record: the names of
/// its products, then `FILE:LINE` of them and of the needs and answers, and `FILE:NAME` of a
/// sentence.
std::vector<std::string> rows_of_catalogue(const catalogue::Question& question,
                                           const Knowledge& knowledge);

/// The same of what a model was told beside the price list. `products`: those it was told about.
std::vector<std::string> rows_of_model(const catalogue::Question& question,
                                       std::span<const std::size_t> products,
                                       const Knowledge& knowledge);

}  // namespace mta::chat
