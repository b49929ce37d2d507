#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "core/ports.h"

namespace mta::models {

/// Spares a model that keeps failing: after 5 failed calls in a row it is left alone but for one
/// call every 10 s, and asked again as usual once such a call succeeds. Thread-safe; takes the time
/// as an argument.
class CircuitBreaker {
 public:
  static constexpr int failures_to_open = 5;
  static constexpr std::chrono::seconds probe_interval{10};

  enum class Outcome : std::uint8_t { success, failure, neither };

  /// A call that may be made.
  struct Pass {
    bool probe = false;
  };

  /// Nothing: the model is left alone for now; `wait` says until when.
  std::optional<Pass> admit(SteadyTime now);
  [[nodiscard]] SteadyTime::duration wait(SteadyTime now) const;
  void record(Pass pass, Outcome outcome, SteadyTime now);

 private:
  mutable std::mutex mutex_;
  int failures_ = 0;
  bool open_ = false;
  SteadyTime next_probe_;
};

}  // namespace mta::models
