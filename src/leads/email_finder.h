#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "leads/contact_finder.h"
#include "leads/text_characters.h"

namespace mta::leads {

/// Of `characters`, which are those of `text`.
std::vector<FoundContact> find_emails(std::string_view text, std::span<const Character> characters);

}  // namespace mta::leads
