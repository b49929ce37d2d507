#pragma once

#include <string_view>
#include <vector>

#include "leads/contact_finder.h"

namespace mta::leads {

/// Telephone numbers that are written digit by digit as words ("zero five five, double three …",
/// صفر خمسة خمسة …): 7 to 15 digits in a row. English, Arabic, Arabizi and French.
std::vector<FoundContact> find_spoken_phones(std::string_view text);

}  // namespace mta::leads
