#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {

Middleware visitor_limit(RateLimiter& limiter, const Clock& clock) {
  return [&limiter, &clock](Request& request, const Handler& next) -> Task<Response> {
    const Admission admission = co_await limiter.admit(request.facts.visitor.hash, clock.now());
    request.facts.admission = admission;
    if (admission.admitted) co_return co_await next(request);
    request.facts.limited = true;
    request.give_back_throttle_token();
    co_return error_response(
        request,
        {.kind = ErrorKind::rate_limited,
         .message = "Too many requests. Maximum " + std::to_string(admission.limit.max) +
                    " requests per " + std::to_string(admission.limit.window.count()) + " seconds.",
         .retry_after = admission.reset});
  };
}

}  // namespace mta::http
