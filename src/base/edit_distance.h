#pragma once

#include <cstddef>
#include <string_view>

namespace mta {

/// How many characters must be changed, put in or taken out to make one UTF-8 text the other
/// (Levenshtein). For telling what somebody who misspelt a name meant.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace mta
