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

/// Takes an agreement back: by nothing but a word that does, or by a sentence after which nobody
/// may be called, or nothing kept ("please don't call me anymore"). What asks, or says when or how
/// to call, does not.
bool takes_back(std::string_view text);

/// Says that what was said before is wrong.
bool corrects(std::string_view text);

}  // namespace mta::leads
