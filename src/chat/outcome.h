#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// What is counted and kept of how requests ended. The names are stored and shown: they are held by
/// tests/golden/outcomes.txt and never change their meaning.
namespace mta {

/// How a message was answered: of several the first that holds.
enum class Outcome : std::uint8_t {
  failed,           ///< the answer broke off when the visitor had read a part of it
  refused,          ///< a guard stopped the answer, another took its place
  medical,          ///< the message needs a doctor
  hand_off,         ///< it asks for a person, a call, a quotation, or leaves a number
  unknown_product,  ///< it asks for something that is not in the catalogue
  fallback,         ///< the model failed, the catalogue answered
  off_topic,        ///< the catalogue knows nothing of what is asked
  kept,             ///< the model's answer to the same question of another visitor
  direct,           ///< the catalogue answered, no model was needed
  answered,         ///< by whoever is configured to answer
};
inline constexpr std::size_t outcome_count = 10;

/// What a visitor, or who runs the chat, thinks of an answer.
enum class Rating : std::uint8_t { good, bad };

/// Why a request got no answer.
enum class Refusal : std::uint8_t {
  throttled,     ///< by the global rate limit, or too many at once from one address
  rate_limited,  ///< by the visitor's rate limit
  failed,        ///< the model failed, and nothing stood in for it
};
inline constexpr std::size_t refusal_count = 3;

/// By Refusal.
using RefusalCounts = std::array<std::int64_t, refusal_count>;

std::string_view name_of(Outcome outcome);
std::string_view name_of(Rating rating);
std::string_view name_of(Refusal refusal);

/// Nothing for a name that this program does not know.
std::optional<Outcome> outcome_of(std::string_view name);
std::optional<Rating> rating_of(std::string_view name);

}  // namespace mta
