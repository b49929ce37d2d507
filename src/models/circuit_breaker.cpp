#include "models/circuit_breaker.h"

#include <algorithm>

namespace mta::models {

std::optional<CircuitBreaker::Pass> CircuitBreaker::admit(SteadyTime now) {
  const std::scoped_lock lock(mutex_);
  if (!open_) return Pass{};
  if (now < next_probe_) return std::nullopt;
  next_probe_ = now + probe_interval;
  return Pass{.probe = true};
}

SteadyTime::duration CircuitBreaker::wait(SteadyTime now) const {
  const std::scoped_lock lock(mutex_);
  return open_ ? std::max(next_probe_ - now, SteadyTime::duration{}) : SteadyTime::duration{};
}

bool CircuitBreaker::is_counted(std::string_view visitor, SteadyTime now) const {
  return !visitor.empty() && std::ranges::any_of(row_, [&](const Failure& failure) {
    return failure.visitor == visitor && now - failure.at < counted_once;
  });
}

void CircuitBreaker::record(Pass pass, Outcome outcome, std::string_view visitor, SteadyTime now) {
  if (outcome == Outcome::neither) return;
  const std::scoped_lock lock(mutex_);
  // Calls from before it opened say nothing about now.
  if (open_ && !pass.probe) return;
  if (outcome == Outcome::success) {
    open_ = false;
    row_.clear();
  } else if (!open_ && !is_counted(visitor, now)) {
    row_.push_back({.visitor = std::string(visitor), .at = now});
    if (row_.size() < failures_to_open) return;
    open_ = true;
    next_probe_ = now + probe_interval;
  }
}

}  // namespace mta::models
