#include "http/throttle.h"

namespace mta::http {

Result<void> Throttle::check() {
  const std::scoped_lock lock(mutex_);
  return refuse_for(bucket_.wait(clock_.steady_now()));
}

Result<void> Throttle::take() {
  const std::scoped_lock lock(mutex_);
  return refuse_for(bucket_.take(clock_.steady_now()));
}

void Throttle::give_back() {
  const std::scoped_lock lock(mutex_);
  bucket_.give_back();
}

Result<void> Throttle::refuse_for(std::optional<std::chrono::seconds> wait) {
  if (!wait) return {};
  metrics_.add(Counter::throttled);
  return std::unexpected(Error{.kind = ErrorKind::throttled,
                               .message = "The chat is busy. Please try again in a moment.",
                               .retry_after = wait});
}

Result<void> Permit::take() {
  if (throttle_ == nullptr || held_) return {};
  Result<void> taken = throttle_->take();
  held_ = taken.has_value();
  return taken;
}

void Permit::give_back() {
  if (std::exchange(held_, false)) throttle_->give_back();
}

}  // namespace mta::http
