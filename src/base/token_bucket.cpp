#include "base/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace mta {
namespace {
// Sums of time slices fall short of a whole token by rounding; this much short still counts as one.
constexpr double rounding = 1e-9;
}  // namespace

void TokenBucket::refill(Time now) {
  if (now <= updated_) return;
  const double elapsed = std::chrono::duration<double>(now - updated_).count();
  tokens_ = std::min(burst_, tokens_ + elapsed * rate_);
  updated_ = now;
}

std::optional<std::chrono::seconds> TokenBucket::wait(Time now) {
  refill(now);
  if (tokens_ >= 1 - rounding) return std::nullopt;
  const double wait = std::ceil((1 - tokens_) / rate_ - rounding);
  return std::chrono::seconds(std::max<long long>(1, std::llround(wait)));
}

std::optional<std::chrono::seconds> TokenBucket::take(Time now) {
  const auto refused_for = wait(now);
  if (!refused_for) tokens_ = std::max(0.0, tokens_ - 1);
  return refused_for;
}

void TokenBucket::give_back() { tokens_ = std::min(burst_, tokens_ + 1); }

}  // namespace mta
