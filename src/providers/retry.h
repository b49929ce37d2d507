#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "base/ports.h"

namespace mta::providers {

/// Keeps retries a small part of all calls, or they would multiply the load on a model that fails.
/// Thread-safe.
class RetryBudget {
 public:
  static constexpr double most = 10;
  static constexpr double per_call = 0.2;

  void count_call();
  /// False: nothing is left for a retry.
  bool take();

 private:
  std::mutex mutex_;
  double balance_ = most;
};

constexpr int most_retries = 2;
constexpr std::chrono::seconds longest_retry_after{300};

/// How long to wait before the retry after attempt `attempt` (0 is the first): anything up to a
/// bound that doubles ("full jitter", AWS Architecture Blog, "Exponential Backoff And Jitter");
/// what the model asked for where that is longer.
std::chrono::milliseconds retry_delay(int attempt, std::optional<std::chrono::seconds> asked_for,
                                      Random& random);

}  // namespace mta::providers
