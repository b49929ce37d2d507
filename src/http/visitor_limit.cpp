#include "http/visitor_limit.h"

#include "http/steps.h"

namespace mta::http {
namespace {

Error refusal(const Admission& admission) {
  return {.kind = ErrorKind::rate_limited,
          .message = "Too many requests. Maximum " + std::to_string(admission.limit.max) +
                     " requests per " + std::to_string(admission.limit.window.count()) +
                     " seconds.",
          .retry_after = admission.reset};
}

}  // namespace

Task<Result<Counted>> VisitorLimit::admit(Exchange& exchange, Permit& permit) {
  if (auto taken = permit.take(); !taken) co_return std::unexpected(std::move(taken.error()));
  const Admission admission = co_await count(exchange);
  if (!admission.admitted) co_return std::unexpected(refusal(admission));
  permit.spend();
  co_return Counted();
}

Task<Admission> VisitorLimit::count(Exchange& exchange) {
  const Admission admission = co_await limiter_.admit(exchange.visitor().hash, clock_.now());
  exchange.admission = admission;
  co_return admission;
}

Result<void> VisitorLimit::check(Exchange& exchange) {
  const auto refused = limiter_.known_refusal(exchange.visitor().hash, clock_.now());
  if (!refused) return {};
  exchange.admission = refused;
  return std::unexpected(refusal(*refused));
}

Step<CountedHandler, BodyHandler> visitor_limit(VisitorLimit& limit) {
  return [&limit](CountedHandler next) -> BodyHandler {
    return [&limit, next = std::move(next)](Exchange& exchange, Permit permit,
                                            Body body) -> Task<Result<Response>> {
      const Result<Counted> counted = co_await limit.admit(exchange, permit);
      if (!counted) co_return std::unexpected(counted.error());
      co_return co_await next(exchange, std::move(body), *counted);
    };
  };
}

}  // namespace mta::http
