#include "providers/circuit_breaker.h"

#include <algorithm>

namespace mta::providers {

std::optional<CircuitBreaker::Pass> CircuitBreaker::admit(std::string_view visitor,
                                                          SteadyTime now) {
  const std::scoped_lock lock(mutex_);
  if (!open_) return Pass{};
  const bool is_offered = abandoned_by_ && *abandoned_by_ != visitor;
  if (now < next_probe_ && !is_offered) return std::nullopt;
  abandoned_by_.reset();
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
  if (outcome == Outcome::abandoned) {
    if (open_) abandoned_by_ = visitor;
  } else if (outcome == Outcome::success) {
    open_ = false;
    row_.clear();
  } else if (!open_ && !is_counted(visitor, now)) {
    row_.push_back({.visitor = std::string(visitor), .at = now});
    if (row_.size() < failures_to_open) return;
    open_ = true;
    next_probe_ = now + probe_interval;
  }
}

}  // namespace mta::providers
