#include "http/idempotency.h"

#include <algorithm>
#include <exception>

#include "chat/idempotency_key.h"
#include "http/steps.h"

namespace mta::http {
namespace {

using std::chrono::milliseconds;

// A repeat that waits for the first request's answer looks again after so long, doubled each time.
constexpr milliseconds first_wait{50};
constexpr milliseconds longest_wait{1000};
constexpr ConcurrencyLimit::Limits waiting_at_once{.per_key = 64, .in_all = 4096};

Error invalid_key() {
  return {.kind = ErrorKind::invalid_idempotency_key,
          .message = "Idempotency-Key must be 1 to 128 visible ASCII characters"};
}

Error key_reused() {
  return {.kind = ErrorKind::idempotency_key_reused,
          .message =
              "This Idempotency-Key was used for another request; every new message needs a "
              "key of its own"};
}

Error too_many_wait() {
  return {.kind = ErrorKind::throttled,
          .message = "Too many requests wait for the same answer.",
          .retry_after = std::chrono::seconds(1)};
}

Error still_under_way() {
  return {.kind = ErrorKind::model_timeout,
          .message =
              "The first request with this Idempotency-Key is still being answered. Please "
              "try again with the same key."};
}

Error too_many_repeats(const Admission& refused) {
  return {.kind = ErrorKind::rate_limited,
          .message = "Too many repeats. Maximum " + std::to_string(refused.limit.max) +
                     " repeats per " + std::to_string(refused.limit.window.count()) + " seconds.",
          .retry_after = refused.reset};
}

class Idempotency {
 public:
  explicit Idempotency(const IdempotencyParts& parts) : parts_(parts) {}

  Task<Result<Response>> handle(Exchange& exchange, Permit permit, Body body,
                                const BodyHandler& next) {
    const auto keys = exchange.request().headers.all(idempotency_key_header);
    if (keys.size() > 1 || !is_idempotency_key(keys.front())) {
      co_return co_await refuse(exchange, permit, invalid_key());
    }
    const std::string_view key = keys.front();
    const KeyedRequest mine =
        keyed_request(parts_.sessions.idempotency_secret(),
                      {.visitor = exchange.visitor().hash, .route = exchange.route().path}, key,
                      body.text(), parts_.random);
    Result<Claim> claim = co_await look_up(exchange, permit, mine);
    if (claim && std::holds_alternative<UnderWay>(*claim)) {
      permit.give_back();
      claim = co_await wait(exchange.request(), mine);
    }
    if (!claim) co_return std::unexpected(std::move(claim.error()));
    if (std::holds_alternative<Claimed>(*claim)) {
      co_return co_await answer(exchange, std::move(permit), std::move(body), next, mine);
    }
    if (const auto* kept = std::get_if<KeptAnswer>(&*claim)) {
      permit.give_back();
      co_return co_await give_again(exchange, *kept, key, body);
    }
    co_return co_await refuse(exchange, permit, key_reused());
  }

 private:
  /// The first look. Only what may be answered takes a token and costs a store anything.
  Task<Result<Claim>> look_up(Exchange& exchange, Permit& permit, const KeyedRequest& mine) {
    if (auto known = parts_.answers.known(mine, parts_.clock.now())) co_return std::move(*known);
    if (auto within = parts_.limit.check(exchange); !within) {
      co_return std::unexpected(std::move(within.error()));
    }
    const auto over = parts_.repeats.known_refusal(exchange.visitor().hash, parts_.clock.now());
    if (over) co_return std::unexpected(too_many_repeats(*over));
    if (auto taken = permit.take(); !taken) co_return std::unexpected(std::move(taken.error()));
    co_return co_await claim(mine);
  }

  /// A store that fails grants every claim: better answered twice than not at all. The claim may
  /// have been written all the same, so it is settled as any other.
  Task<Claim> claim(const KeyedRequest& mine) {
    Result<Claim> claim = co_await parts_.answers.claim(mine, parts_.clock.now());
    if (claim) co_return std::move(*claim);
    store_failed(claim.error());
    co_return Claimed{};
  }

  /// Until the request is no longer under way. Waiting requests hold no token.
  Task<Result<Claim>> wait(const Request& request, const KeyedRequest& mine) {
    const auto slot = waiting_.enter(mine.key);
    if (!slot) co_return std::unexpected(too_many_wait());
    for (milliseconds time = first_wait;; time = std::min(time * 2, longest_wait)) {
      if (parts_.clock.steady_now() + time >= request.limits.deadline) {
        co_return std::unexpected(still_under_way());
      }
      co_await parts_.clock.sleep_until(parts_.clock.steady_now() + time,
                                        request.limits.client_gone);
      if (request.limits.client_gone.stop_requested()) {
        co_return std::unexpected(Error{.kind = ErrorKind::client_left, .message = {}});
      }
      auto stands = parts_.answers.known(mine, parts_.clock.now());
      if (!stands) stands = co_await claim(mine);
      if (!std::holds_alternative<UnderWay>(*stands)) co_return std::move(*stands);
    }
  }

  /// Repeats are not counted as questions, but counted.
  Task<Result<Response>> give_again(Exchange& exchange, KeptAnswer kept, std::string_view key,
                                    const Body& body) {
    const auto repeat = co_await parts_.repeats.admit(exchange.visitor().hash, parts_.clock.now());
    if (repeat && !repeat->admitted) {
      parts_.metrics.add(Counter::rate_limit_hits);
      co_return std::unexpected(too_many_repeats(*repeat));
    }
    parts_.metrics.add(Counter::replayed_answers);
    exchange.replayed = true;
    co_return co_await parts_.replay(exchange, std::move(kept), key, body);
  }

  /// What is wrong with a key is told once the request was counted.
  Task<Result<Response>> refuse(Exchange& exchange, Permit& permit, Error error) {
    if (auto within = parts_.limit.check(exchange); !within) {
      co_return std::unexpected(std::move(within.error()));
    }
    const Result<Counted> counted = co_await parts_.limit.admit(exchange, permit);
    co_return std::unexpected(counted ? error : counted.error());
  }

  /// Answers, and keeps the answer for its repeats; a failed one leaves the key free.
  Task<Result<Response>> answer(Exchange& exchange, Permit permit, Body body,
                                const BodyHandler& next, const KeyedRequest& mine) {
    Result<Response> response;
    std::exception_ptr fault;
    try {
      response = co_await next(exchange, std::move(permit), std::move(body));
    } catch (...) {
      fault = std::current_exception();
    }
    const Timestamp now = parts_.clock.now();
    const bool is_whole = exchange.answer && !fault;
    const Result<void> settled =
        is_whole ? co_await parts_.answers.keep(mine, std::move(*exchange.answer), now)
                 : co_await parts_.answers.give_up(mine, now);
    if (!settled) store_failed(settled.error());
    if (fault) std::rethrow_exception(fault);
    co_return response;
  }

  void store_failed(const Error& error) {
    parts_.metrics.add(Counter::store_errors);
    parts_.log.write(LogLevel::error, "an idempotency key could not be looked up or kept",
                     {{"cause", error.detail}});
  }

  IdempotencyParts parts_;
  ConcurrencyLimit waiting_{waiting_at_once};
};

}  // namespace

Step<BodyHandler> idempotency(const IdempotencyParts& parts) {
  auto step = std::make_shared<Idempotency>(parts);
  return [step = std::move(step)](BodyHandler next) -> BodyHandler {
    return [step, next = std::move(next)](Exchange& exchange, Permit permit, Body body) {
      if (!exchange.request().headers.get(idempotency_key_header)) {
        return next(exchange, std::move(permit), std::move(body));
      }
      return step->handle(exchange, std::move(permit), std::move(body), next);
    };
  };
}

}  // namespace mta::http
