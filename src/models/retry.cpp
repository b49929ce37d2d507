#include "models/retry.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace mta::models {

void RetryBudget::count_call() {
  const std::scoped_lock lock(mutex_);
  balance_ = std::min(most, balance_ + per_call);
}

bool RetryBudget::take() {
  const std::scoped_lock lock(mutex_);
  if (balance_ < 1) return false;
  balance_ -= 1;
  return true;
}

std::chrono::milliseconds retry_delay(int attempt, std::optional<std::chrono::seconds> asked_for,
                                      Random& random) {
  constexpr std::chrono::milliseconds first_bound{200};
  const auto bound = static_cast<std::uint32_t>(first_bound.count())
                     << static_cast<unsigned>(attempt);
  std::array<std::uint32_t, 1> drawn{};
  random.fill(std::as_writable_bytes(std::span(drawn)));
  const std::chrono::milliseconds jitter(drawn[0] % (bound + 1));
  return std::max<std::chrono::milliseconds>(jitter, asked_for.value_or(std::chrono::seconds{}));
}

}  // namespace mta::models
