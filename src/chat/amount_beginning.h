#pragma once

#include <cstdint>
#include <string_view>

namespace mta::chat {

enum class Beginning : std::uint8_t {
  none,     ///< the word is no amount's and no promise's
  open,     ///< what comes next tells
  certain,  ///< an amount or a promise may begin here
};

/// What the word at byte `at` of the plain text begins; the text may end in the middle of a word.
Beginning beginning_at(std::string_view plain, std::size_t at);

}  // namespace mta::chat
