#pragma once

#include <optional>

namespace mta {

/// The digit that `c` is, in any script, and as superscripts and in circles.
std::optional<int> digit_in_any_script(char32_t c);

}  // namespace mta
