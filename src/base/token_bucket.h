#pragma once

#include <chrono>
#include <optional>

namespace mta {

/// A token bucket (the stage throttle). A value type: it is told the time and knows no lock.
class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Holds at most `burst` tokens (1 or more), gains `rate_per_second` (above 0), starts full.
  TokenBucket(int burst, double rate_per_second, Time now)
      : burst_(burst), rate_(rate_per_second), tokens_(burst), updated_(now) {}

  /// The whole seconds, at least 1, until there is a token; nothing where there is one.
  std::optional<std::chrono::seconds> wait(Time now);

  /// Takes a token. Where there is none: the whole seconds, at least 1, until there is one.
  std::optional<std::chrono::seconds> take(Time now);

  /// Gives back a token taken earlier.
  void give_back();

 private:
  void refill(Time now);

  double burst_;
  double rate_;
  double tokens_;
  Time updated_;
};

}  // namespace mta
