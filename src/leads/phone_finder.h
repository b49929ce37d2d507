#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "leads/contact_finder.h"
#include "leads/text_characters.h"

namespace mta::leads {

/// Of `characters`, which are those of `text`; `taken`, one for each, are part of something else.
std::vector<FoundContact> find_phones(std::string_view text, std::span<const Character> characters,
                                      const std::vector<bool>& taken);

}  // namespace mta::leads
