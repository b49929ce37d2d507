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
constexpr std::array<std::string_view, 2> feedbacks = {"good", "bad"};

static_assert(static_cast<std::size_t>(Outcome::answered) + 1 == outcome_count);
static_assert(static_cast<std::size_t>(Refusal::failed) + 1 == refusal_count);
static_assert(static_cast<std::size_t>(Feedback::bad) + 1 == feedbacks.size());

template <class Enum>
std::optional<Enum> find(const auto& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(std::distance(names.begin(), found));
}

}  // namespace

std::string_view name_of(Outcome outcome) { return outcomes.at(static_cast<std::size_t>(outcome)); }
std::string_view name_of(Feedback feedback) {
  return feedbacks.at(static_cast<std::size_t>(feedback));
}
std::string_view name_of(Refusal refusal) { return refusals.at(static_cast<std::size_t>(refusal)); }

std::optional<Outcome> outcome_of(std::string_view name) { return find<Outcome>(outcomes, name); }
std::optional<Feedback> feedback_of(std::string_view name) {
  return find<Feedback>(feedbacks, name);
}

}  // namespace mta
