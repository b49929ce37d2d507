#pragma once

#include <cstdint>
#include <string_view>

namespace mta::leads {

/// What a message says to the question whether somebody may be contacted.
enum class Reply : std::uint8_t {
  other,  ///< neither: whatever it says is no consent
  yes,    ///< nothing but a yes, what is said with one, and details
  no,     ///< begins with a no
};
Reply reply_to_consent(std::string_view text);

/// Nothing but a no and what is said with one.
bool says_only_no(std::string_view text);

/// Nothing but a word that takes an agreement back.
bool takes_back(std::string_view text);

}  // namespace mta::leads
