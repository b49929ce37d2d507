#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mta::chat {

/// What the calculation comes to that an equals sign right before byte `at` of a plain text closes:
/// of "7,200 + 3,900 = 11,100" before `11,100` it is 11100. Numbers with groups of digits and
/// decimals, `+ - × x * ÷ /`, signs of currencies and their names between them; products before
/// sums. Nothing: no equals sign stands there, or no calculation with a sign before it.
std::optional<double> calculation_before(std::string_view plain, std::size_t at);

}  // namespace mta::chat
