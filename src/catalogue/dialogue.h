#pragma once

#include <string_view>
#include <vector>

#include "catalogue/devices.h"
#include "catalogue/knowledge.h"
#include "catalogue/price_bounds.h"
#include "catalogue/question.h"

namespace mta::catalogue {

/// What has been spoken of before a message, recomputed from the history.
struct DialogueState {
  ProductSet topic;                ///< all that the last question about devices was about
  ProductSet second_choice;        ///< what else does it, where none of these is wanted
  std::vector<std::size_t> shown;  ///< what its answer named, in order
  /// What was asked for turn by turn, the last turns only.
  std::vector<std::vector<std::size_t>> turns;
  PriceBounds bounds;  ///< what they were chosen within
  bool was_price = false;
  Language language = Language::english;
};

/// The products whose whole names stand in an answer, in their order; at most `most`.
std::vector<std::size_t> names_written_in(std::string_view answer,
                                          const std::vector<Product>& products, std::size_t most);

}  // namespace mta::catalogue
