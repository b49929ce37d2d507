#include "chat/outcome.h"

#include <algorithm>
#include <iterator>

namespace mta {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, outcome_count> outcomes = {
    "failed",   "refused",   "medical", "hand_off", "unknown_product",
    "fallback", "off_topic", "kept",    "direct",   "answered"};
constexpr std::array<std::string_view, refusal_count> refusals = {"throttled", "rate_limited",
                                                                  "failed"};
constexpr std::array<std::string_view, 2> ratings = {"good", "bad"};

static_assert(static_cast<std::size_t>(Outcome::answered) + 1 == outcome_count);
static_assert(static_cast<std::size_t>(Refusal::failed) + 1 == refusal_count);
static_assert(static_cast<std::size_t>(Rating::bad) + 1 == ratings.size());

template <class Enum>
std::optional<Enum> find(const auto& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(std::distance(names.begin(), found));
}

}  // namespace

std::string_view name_of(Outcome outcome) { return outcomes.at(static_cast<std::size_t>(outcome)); }
std::string_view name_of(Rating rating) { return ratings.at(static_cast<std::size_t>(rating)); }
std::string_view name_of(Refusal refusal) { return refusals.at(static_cast<std::size_t>(refusal)); }

std::optional<Outcome> outcome_of(std::string_view name) { return find<Outcome>(outcomes, name); }
std::optional<Rating> rating_of(std::string_view name) { return find<Rating>(ratings, name); }

}  // namespace mta
