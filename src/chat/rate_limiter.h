#pragma once

#include <string>

#include "chat/ports.h"

namespace mta {

/// The per-visitor limit. Asks `counter`; where that fails, `local` counts in its place, so that
/// the limit neither opens nor refuses everybody, and `limiter_degraded` tells. Thread-safe as its
/// parts.
class RateLimiter {
 public:
  RateLimiter(VisitorCounter& counter, VisitorCounter& local, Metrics& metrics, Log& log)
      : counter_(counter), local_(local), metrics_(metrics), log_(log) {}

  /// `visitor` is the keyed hash of the visitor's address.
  Task<Admission> admit(std::string visitor, Timestamp now);
  /// What `admit` would say, where this process knows that it refuses. Nothing is counted but the
  /// refusal itself, in the metrics.
  std::optional<Admission> known_refusal(const std::string& visitor, Timestamp now);

 private:
  VisitorCounter& counter_;
  VisitorCounter& local_;
  Metrics& metrics_;
  Log& log_;
};

}  // namespace mta
