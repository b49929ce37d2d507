#include <mutex>
#include <utility>

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
    request.give_back_throttle_token = [&bucket, &mutex, given = false]() mutable {
      const std::scoped_lock lock(*mutex);
      if (!std::exchange(given, true)) bucket->give_back();
    };
    co_return co_await next(request);
  };
}

}  // namespace mta::http
