#include <mutex>

#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {

Middleware stage_throttle(std::shared_ptr<TokenBucket> bucket, const Clock& clock,
                          Metrics& metrics) {
  auto mutex = std::make_shared<std::mutex>();
  return [bucket = std::move(bucket), mutex = std::move(mutex), &clock, &metrics](
             Request& request, const Handler& next) -> Task<Response> {
    std::optional<std::chrono::seconds> wait;
    {
      const std::scoped_lock lock(*mutex);
      wait = bucket->take(clock.steady_now());
    }
    if (wait) {
      metrics.add(Counter::throttled);
      request.facts.limited = true;
      co_return error_response(request,
                               {.kind = ErrorKind::throttled,
                                .message = "The chat is busy. Please try again in a moment.",
                                .retry_after = wait});
    }
    Response response = co_await next(request);
    const auto& admission = request.facts.admission;
    if (request.facts.replayed || (admission && !admission->admitted)) {
      // One visitor in a loop must not starve the others.
      const std::scoped_lock lock(*mutex);
      bucket->give_back();
    }
    co_return response;
  };
}

}  // namespace mta::http
