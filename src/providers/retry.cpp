#include "providers/retry.h"

#include <algorithm>

#include "base/jitter.h"

namespace mta::providers {

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
  return std::max<std::chrono::milliseconds>(full_jitter(first_bound, attempt, random),
                                             asked_for.value_or(std::chrono::seconds{}));
}

}  // namespace mta::providers
