// The steps that let an exchange through or refuse it, and the one that counts refusals.
#include "http/body.h"
#include "http/steps.h"

namespace mta::http {

Error body_too_large() {
  return {
      .kind = ErrorKind::request_too_large,
      .message = "The request body must be at most " + std::to_string(max_body_bytes) + " bytes"};
}

Step<Handler> check(Check passes) {
  return [passes = std::move(passes)](Handler next) -> Handler {
    return [passes, next = std::move(next)](Exchange& exchange) {
      Result<void> passed = passes(exchange);
      return passed ? next(exchange) : failed(std::move(passed.error()));
    };
  };
}

Step<Handler> count_refusals(Refusals& refusals) {
  return [&refusals](Handler next) -> Handler {
    return [&refusals, next = std::move(next)](Exchange& exchange) -> Task<Result<Response>> {
      Result<Response> response = co_await next(exchange);
      const auto refusal = response ? std::nullopt : refusal_of(response.error().kind);
      if (refusal) refusals.count(*refusal);
      if (refusals.is_due()) co_await refusals.write();
      co_return response;
    };
  };
}

Step<Handler> require_allowed_origin() {
  return check([](Exchange& exchange) -> Result<void> {
    const auto& cors = exchange.route().cors;
    if (!cors || cors->origins.admits(exchange.request())) return {};
    return std::unexpected(Error{.kind = ErrorKind::origin_not_allowed,
                                 .message = "Pages of this origin may not use the chat"});
  });
}

Step<Handler> refuse_announced_size() {
  return check([](Exchange& exchange) -> Result<void> {
    if (exchange.body().announced_size().value_or(0) <= max_body_bytes) return {};
    return std::unexpected(body_too_large());
  });
}

Step<Handler> refuse_known_over_limit(VisitorLimit& limit) {
  return check([&limit](Exchange& exchange) -> Result<void> {
    if (exchange.request().headers.get(idempotency_key_header)) return {};
    return limit.check(exchange);
  });
}

Step<PermittedHandler, Handler> stage_throttle() {
  return [](PermittedHandler next) -> Handler {
    return [next = std::move(next)](Exchange& exchange) {
      Throttle* throttle = exchange.route().throttle;
      Result<void> passed = throttle != nullptr ? throttle->check() : Result<void>{};
      return passed ? next(exchange, Permit(throttle)) : failed(std::move(passed.error()));
    };
  };
}

}  // namespace mta::http
