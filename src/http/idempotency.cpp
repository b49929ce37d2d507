#include <algorithm>
#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/crypto.h"
#include "http/chat_endpoint.h"
#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::size_t longest_key = 128;
// Who waits for the same request's answer looks again after so long, doubled each time.
constexpr milliseconds first_wait{50};
constexpr milliseconds longest_wait{1000};

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= longest_key &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::string new_claimant(Random& random) {
  std::array<std::byte, 16> bytes{};
  random.fill(bytes);
  return hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

/// A visitor's keys are his own.
KeyedRequest keyed(const Request& request, std::string_view key, Random& random) {
  return {.key = hex(sha256(request.facts.visitor.hash + " " + std::string(key))),
          .fingerprint = hex(sha256(request.content.value_or(""))),
          .claimant = new_claimant(random),
          .secret = std::string(
              as_text(sha256("secret " + request.facts.visitor.hash + " " + std::string(key))))};
}

Task<void> pause(milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

class Idempotency {
 public:
  Idempotency(KeyedAnswers& answers, const Clock& clock, Random& random, Metrics& metrics, Log& log)
      : answers_(answers), clock_(clock), random_(random), metrics_(metrics), log_(log) {}

  Task<Response> handle(Request& request, const Handler& next) {
    const auto keys = request.headers.all("Idempotency-Key");
    if (keys.empty()) co_return co_await next(request);
    if (keys.size() > 1 || !is_key(keys.front())) {
      request.fault = {.kind = ErrorKind::invalid_idempotency_key,
                       .message = "Idempotency-Key must be 1 to 128 visible ASCII characters"};
      co_return co_await next(request);
    }
    const KeyedRequest mine = keyed(request, keys.front(), random_);
    for (milliseconds wait = first_wait;; wait = std::min(wait * 2, longest_wait)) {
      Result<Claim> claim = co_await answers_.claim(mine, clock_.now());
      if (!claim) {
        // Better answered twice than not at all. The claim may have been written all the same: it
        // is settled, or whoever asks again would wait for nothing.
        store_failed(claim.error());
        co_return co_await answer(request, next, mine);
      }
      if (!std::holds_alternative<UnderWay>(*claim)) {
        co_return co_await settle(request, next, mine, std::move(*claim));
      }
      if (request.limits.client_gone.stop_requested()) {
        co_return error_response(request, {.kind = ErrorKind::client_left, .message = {}});
      }
      if (clock_.steady_now() + wait >= request.limits.deadline) {
        co_return error_response(
            request, {.kind = ErrorKind::model_timeout,
                      .message = "The first request with this Idempotency-Key is still being "
                                 "answered. Please try again with the same key."});
      }
      co_await pause(wait);
    }
  }

 private:
  Task<Response> settle(Request& request, const Handler& next, const KeyedRequest& mine,
                        Claim claim) {
    if (std::holds_alternative<Claimed>(claim)) co_return co_await answer(request, next, mine);
    if (auto* kept = std::get_if<KeptAnswer>(&claim)) {
      metrics_.add(Counter::replayed_answers);
      request.facts.replayed = true;
      request.finish_head.emplace_back(
          [](Response& response) { response.headers.add("Idempotency-Replayed", "true"); });
      co_return co_await answer_again(request, std::move(*kept));
    }
    request.fault = {.kind = ErrorKind::idempotency_key_reused,
                     .message =
                         "This Idempotency-Key was used for another request; every new "
                         "message needs a key of its own"};
    co_return co_await next(request);
  }

  /// Answers, and keeps the answer for who asks again; a failed one leaves the key free.
  Task<Response> answer(Request& request, const Handler& next, const KeyedRequest& mine) {
    Response response;
    std::exception_ptr fault;
    try {
      response = co_await next(request);
    } catch (...) {
      fault = std::current_exception();
    }
    auto& given = request.facts.answer;
    const Result<void> settled = given && !fault
                                     ? co_await answers_.keep(mine, std::move(*given), clock_.now())
                                     : co_await answers_.give_up(mine, clock_.now());
    if (!settled) store_failed(settled.error());
    if (fault) std::rethrow_exception(fault);
    co_return response;
  }

  void store_failed(const Error& error) {
    metrics_.add(Counter::store_errors);
    log_.write(LogLevel::error, "an idempotency key could not be looked up or kept",
               {{"cause", error.detail}});
  }

  KeyedAnswers& answers_;
  const Clock& clock_;
  Random& random_;
  Metrics& metrics_;
  Log& log_;
};

}  // namespace

Middleware idempotency(KeyedAnswers& answers, const Clock& clock, Random& random, Metrics& metrics,
                       Log& log) {
  auto step = std::make_shared<Idempotency>(answers, clock, random, metrics, log);
  return [step = std::move(step)](Request& request, const Handler& next) {
    return step->handle(request, next);
  };
}

}  // namespace mta::http
