#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "catalogue/spans.h"

namespace mta::catalogue {

/// Phone numbers, e-mail addresses and links in a text, in its order.
std::vector<Span> find_contact_spans(std::string_view text, std::span<const FoldedWord> words);

}  // namespace mta::catalogue
