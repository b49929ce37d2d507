#pragma once

#include "base/ports.h"

/// The real clock and the system's randomness. Stateless, so one of each serves the whole program.
namespace mta {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] SteadyTime steady_now() const override { return std::chrono::steady_clock::now(); }
  Task<void> sleep_until(SteadyTime time, std::stop_token stop) const override;
};

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

}  // namespace mta
