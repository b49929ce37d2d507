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

void CircuitBreaker::record(Pass pass, Outcome outcome, SteadyTime now) {
  if (outcome == Outcome::neither) return;
  const std::scoped_lock lock(mutex_);
  // Calls from before it opened say nothing about now.
  if (open_ && !pass.probe) return;
  if (outcome == Outcome::success) {
    open_ = false;
    failures_ = 0;
  } else if (!open_ && ++failures_ >= failures_to_open) {
    open_ = true;
    next_probe_ = now + probe_interval;
  }
}

}  // namespace mta::models
