#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ports.h"

namespace mta::providers {

/// Spares a model that keeps failing: after 5 failed calls in a row it is left alone but for one
/// call every 10 s, and asked again as usual once such a call succeeds. Of one visitor's failures
/// within 10 s only the first counts, so that nobody opens it for the others with questions that
/// take too long. A probe whose client leaves is the next other visitor's, so that nobody keeps it
/// open by leaving. Thread-safe; takes the time as an argument.
class CircuitBreaker {
 public:
  static constexpr std::size_t failures_to_open = 5;
  static constexpr std::chrono::seconds counted_once{10};  ///< a visitor's failures within it
  static constexpr std::chrono::seconds probe_interval{10};

  enum class Outcome : std::uint8_t {
    success,
    failure,
    neither,    ///< it says nothing about the provider
    abandoned,  ///< nor this, because its client left
  };

  /// A call that may be made.
  struct Pass {
    bool probe = false;
  };

  /// Nothing: the model is left alone for now; `wait` says until when. `visitor`:
  /// CallLimits::visitor.
  std::optional<Pass> admit(std::string_view visitor, SteadyTime now);
  [[nodiscard]] SteadyTime::duration wait(SteadyTime now) const;
  /// With an empty visitor every failure counts.
  void record(Pass pass, Outcome outcome, std::string_view visitor, SteadyTime now);

 private:
  struct Failure {
    std::string visitor;
    SteadyTime at;
  };

  [[nodiscard]] bool is_counted(std::string_view visitor, SteadyTime now) const;

  mutable std::mutex mutex_;
  std::vector<Failure> row_;  // the counted failures since the last success
  bool open_ = false;
  SteadyTime next_probe_;
  std::optional<std::string> abandoned_by_;  // the visitor who left the last probe
};

}  // namespace mta::providers
