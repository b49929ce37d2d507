#include "http/steps.h"

namespace mta::http {

/// Bodies on their way hold memory and time, so one visitor has only a few at once.
constexpr ConcurrencyLimit::Limits bodies_at_once{.per_key = 8, .in_all = 1024};

/// Many people behind one address may send at the same moment, so who finds no place waits a little
/// for one, holding nothing but a head.
constexpr std::chrono::milliseconds patience(2000);
constexpr std::chrono::milliseconds between_looks(20);

class BodyReader {
 public:
  BodyReader(VisitorLimit& limit, const Clock& clock, Metrics& metrics)
      : limit_(limit), clock_(clock), metrics_(metrics) {}

  Task<Result<Body>> read(Exchange& exchange) {
    const auto slot = co_await find_place(exchange.visitor().hash);
    if (!slot) co_return std::unexpected(too_many());
    Result<std::string> text = co_await exchange.body().read();
    if (text) co_return Body(std::move(*text));
    co_await limit_.count(exchange);
    co_return std::unexpected(std::move(text.error()));
  }

 private:
  Task<std::optional<ConcurrencyLimit::Slot>> find_place(const std::string& visitor) {
    const SteadyTime until = clock_.steady_now() + patience;
    while (true) {
      auto slot = under_way_.enter(visitor);
      if (slot || clock_.steady_now() >= until) co_return slot;
      co_await clock_.sleep_until(clock_.steady_now() + between_looks, {});
    }
  }

  Error too_many() {
    metrics_.add(Counter::throttled);
    return {.kind = ErrorKind::throttled,
            .message = "Other requests from here are still being sent. Please try again.",
            .retry_after = std::chrono::seconds(1)};
  }

  ConcurrencyLimit under_way_{bodies_at_once};
  VisitorLimit& limit_;
  const Clock& clock_;
  Metrics& metrics_;
};

Step<BodyHandler, PermittedHandler> read_body(VisitorLimit& limit, const Clock& clock,
                                              Metrics& metrics) {
  auto reader = std::make_shared<BodyReader>(limit, clock, metrics);
  return [reader = std::move(reader)](BodyHandler next) -> PermittedHandler {
    return [reader, next = std::move(next)](Exchange& exchange,
                                            Permit permit) -> Task<Result<Response>> {
      Result<Body> body = co_await reader->read(exchange);
      if (!body) co_return std::unexpected(std::move(body.error()));
      co_return co_await next(exchange, std::move(permit), std::move(*body));
    };
  };
}

}  // namespace mta::http
