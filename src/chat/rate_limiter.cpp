#include "chat/rate_limiter.h"

#include <stdexcept>

namespace mta {

Task<Admission> RateLimiter::admit(std::string visitor, Timestamp now) {
  Result<Admission> admission = co_await counter_.admit(visitor, now);
  if (!admission) {
    metrics_.add(Counter::limiter_degraded);
    log_.write(LogLevel::warn, "visitor counter failed, counting in this process",
               {{"cause", admission.error().detail}});
    admission = co_await local_.admit(std::move(visitor), now);
  }
  if (!admission) throw std::logic_error("the in-process visitor counter failed");
  if (!admission->admitted) metrics_.add(Counter::rate_limit_hits);
  co_return *admission;
}

std::optional<Admission> RateLimiter::known_refusal(const std::string& visitor, Timestamp now) {
  auto refusal = counter_.known_refusal(visitor, now);
  if (refusal) metrics_.add(Counter::rate_limit_hits);
  return refusal;
}

}  // namespace mta
