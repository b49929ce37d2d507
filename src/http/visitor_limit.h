#pragma once

#include "chat/rate_limiter.h"
#include "http/exchange.h"
#include "http/throttle.h"

namespace mta::http {

/// The request was counted for its visitor, and admitted. Only VisitorLimit makes one.
class Counted {
  friend class VisitorLimit;
  Counted() = default;
};

/// The per-visitor rate limit, for the steps that count. Thread-safe; its parts must outlive it.
class VisitorLimit {
 public:
  VisitorLimit(RateLimiter& limiter, const Clock& clock) : limiter_(limiter), clock_(clock) {}

  /// Counts the request and spends its permit. Errors: throttled, and then nothing is counted;
  /// rate_limited.
  Task<Result<Counted>> admit(Exchange& exchange, Permit& permit);

  /// Counts a request, and notes it on the exchange. Alone: of one that is refused for its body and
  /// takes no token.
  Task<Admission> count(Exchange& exchange);

  /// A refusal that is known without asking a store; counts nothing. Error: rate_limited.
  Result<void> check(Exchange& exchange);

 private:
  RateLimiter& limiter_;
  const Clock& clock_;
};

}  // namespace mta::http
