#pragma once

#include <mutex>
#include <utility>

#include "base/error.h"
#include "base/ports.h"
#include "base/token_bucket.h"

namespace mta::http {

/// The global rate limit: all visitors together. Thread-safe; `clock` and `metrics` must outlive
/// it.
class Throttle {
 public:
  Throttle(TokenBucket bucket, const Clock& clock, Metrics& metrics)
      : bucket_(bucket), clock_(clock), metrics_(metrics) {}

  /// Whether there is a token; takes none. Error: throttled.
  Result<void> check();
  /// Error: throttled.
  Result<void> take();
  void give_back();

 private:
  Result<void> refuse_for(std::optional<std::chrono::seconds> wait);

  std::mutex mutex_;
  TokenBucket bucket_;
  const Clock& clock_;
  Metrics& metrics_;
};

/// What one request may take from the throttle. A token that was taken and not spent goes back when
/// the permit ends, so that one visitor's refused, repeated or waiting requests leave the others
/// theirs.
class Permit {
 public:
  /// `throttle` must outlive it; null: the route is not throttled.
  explicit Permit(Throttle* throttle) : throttle_(throttle) {}
  Permit(Permit&& other) noexcept
      : throttle_(other.throttle_), held_(std::exchange(other.held_, false)) {}
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  Permit& operator=(Permit&&) = delete;
  ~Permit() { give_back(); }

  /// Takes the token, where it is not held already. Error: throttled.
  Result<void> take();
  void give_back();
  /// The request uses the token up.
  void spend() { held_ = false; }

 private:
  Throttle* throttle_;
  bool held_ = false;
};

}  // namespace mta::http
