#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>

#include "core/crypto.h"
#include "core/pause.h"
#include "http/chat_endpoint.h"
#include "http/error_response.h"
#include "http/middlewares.h"

namespace mta::http {
namespace {

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

/// How many wait for one request's answer; they are not counted, and must not become many.
class Waiting {
 public:
  static constexpr int most = 64;

  /// False: there are enough.
  bool sit_down(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    int& seats = seats_[key];
    if (seats == most) return false;
    ++seats;
    return true;
  }
  void stand_up(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = seats_.find(key); --found->second == 0) seats_.erase(found);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, int> seats_;
};

/// One of those that wait, for as long as it lives.
class Seat {
 public:
  Seat(Waiting& waiting, std::string key)
      : waiting_(waiting), key_(std::move(key)), taken_(waiting.sit_down(key_)) {}
  ~Seat() {
    if (taken_) waiting_.stand_up(key_);
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  [[nodiscard]] bool taken() const { return taken_; }

 private:
  Waiting& waiting_;
  std::string key_;
  bool taken_;
};

class Idempotency {
 public:
  Idempotency(KeyedAnswers& answers, RateLimiter& limiter, const Clock& clock, Random& random,
              Metrics& metrics, Log& log)
      : answers_(answers),
        limiter_(limiter),
        clock_(clock),
        random_(random),
        metrics_(metrics),
        log_(log) {}

  Task<Response> handle(Request& request, const Handler& next) {
    const auto keys = request.headers.all("Idempotency-Key");
    if (keys.empty()) co_return co_await next(request);
    if (keys.size() > 1 || !is_key(keys.front())) {
      request.fault = {.kind = ErrorKind::invalid_idempotency_key,
                       .message = "Idempotency-Key must be 1 to 128 visible ASCII characters"};
      co_return co_await next(request);
    }
    const KeyedRequest mine = keyed(request, keys.front(), random_);
    std::optional<Claim> claim = answers_.known(mine, clock_.now());
    // One who is refused anyway shall not cost a claim.
    const bool is_refused = !claim && limiter_.refuses(request.facts.visitor.hash, clock_.now());
    if (is_refused) co_return co_await next(request);
    if (!claim) claim = co_await ask(mine);
    if (std::holds_alternative<UnderWay>(*claim)) {
      // Who waits takes nothing from the others.
      request.give_back_throttle_token();
      const Seat seat(waiting_, mine.key);
      if (!seat.taken()) co_return too_many(request);
      const auto fault = co_await wait(request, mine, *claim);
      if (fault) co_return error_response(request, *fault);
    }
    co_return co_await settle(request, next, mine, std::move(*claim));
  }

 private:
  /// A store that fails grants every claim: better answered twice than not at all. The claim may
  /// have been written all the same, so it is settled as any other.
  Task<Claim> ask(const KeyedRequest& mine) {
    Result<Claim> claim = co_await answers_.claim(mine, clock_.now());
    if (claim) co_return std::move(*claim);
    store_failed(claim.error());
    co_return Claimed{};
  }

  /// Until the request is no longer under way, which `claim` then tells.
  Task<std::optional<Error>> wait(const Request& request, const KeyedRequest& mine, Claim& claim) {
    for (milliseconds time = first_wait; std::holds_alternative<UnderWay>(claim);
         time = std::min(time * 2, longest_wait)) {
      if (clock_.steady_now() + time >= request.limits.deadline) {
        co_return Error{.kind = ErrorKind::model_timeout,
                        .message =
                            "The first request with this Idempotency-Key is still being "
                            "answered. Please try again with the same key."};
      }
      co_await pause(time);
      if (request.limits.client_gone.stop_requested()) {
        co_return Error{.kind = ErrorKind::client_left, .message = {}};
      }
      if (auto known = answers_.known(mine, clock_.now())) {
        claim = std::move(*known);
      } else {
        claim = co_await ask(mine);
      }
    }
    co_return std::nullopt;
  }

  static Response too_many(Request& request) {
    request.facts.limited = true;
    return error_response(request, {.kind = ErrorKind::throttled,
                                    .message = "Too many requests wait for the same answer.",
                                    .retry_after = std::chrono::seconds(1)});
  }

  Task<Response> settle(Request& request, const Handler& next, const KeyedRequest& mine,
                        Claim claim) {
    if (std::holds_alternative<Claimed>(claim)) co_return co_await answer(request, next, mine);
    if (auto* kept = std::get_if<KeptAnswer>(&claim)) {
      metrics_.add(Counter::replayed_answers);
      request.give_back_throttle_token();
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
  RateLimiter& limiter_;
  Waiting waiting_;
  const Clock& clock_;
  Random& random_;
  Metrics& metrics_;
  Log& log_;
};

}  // namespace

Middleware idempotency(KeyedAnswers& answers, RateLimiter& limiter, const Clock& clock,
                       Random& random, Metrics& metrics, Log& log) {
  auto step = std::make_shared<Idempotency>(answers, limiter, clock, random, metrics, log);
  return [step = std::move(step)](Request& request, const Handler& next) {
    return step->handle(request, next);
  };
}

}  // namespace mta::http
