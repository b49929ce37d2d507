#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "leads/lead.h"

namespace mta::leads {

/// How far a conversation with somebody who wants to be contacted has come.
enum class Stage : std::uint8_t {
  details_asked,  ///< by the last answer: name, clinic, country, number
  details_open,   ///< the visitor has asked something else since
  consent_asked,  ///< by the last answer
  consent_open,   ///< the visitor has asked something else since: a yes means that
  made,           ///< there is a lead: more details are added to it
  refused,        ///< by the last message: nothing is kept, and a yes begins anew
};
inline constexpr Stage last_stage = Stage::refused;

/// What a conversation has gathered; kept sealed for `draft_lifetime`.
struct Draft {
  Stage stage = Stage::details_open;
  Contact contact;
  std::vector<std::string> devices;  ///< names of products
  std::string message;               ///< what was asked, masked
  std::string language;              ///< BCP 47
  std::string begun;                 ///< the first digits of a number that ended there
  std::string page;                  ///< of the last message that named one; origin and path
  bool may_add = false;              ///< was said by the last answer, of a lead that is made
  bool missing_was_asked = false;    ///< once is enough
  Consent consent;                   ///< of `made`; before it the version that was asked alone

  bool operator==(const Draft&) const = default;
};

inline constexpr std::chrono::minutes draft_lifetime{30};

/// AES-256-GCM; `key` has 32 bytes.
std::string seal_draft(std::string_view key, const Nonce& nonce, const Draft& draft);
/// Nothing: sealed under another key, or by another release.
std::optional<Draft> open_draft(std::string_view key, std::string_view sealed);

}  // namespace mta::leads
