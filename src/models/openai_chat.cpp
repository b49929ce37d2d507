#include "models/openai_chat.h"

#include <cmath>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/model_error.h"
#include "core/tokens.h"
#include "models/circuit_breaker.h"
#include "models/retry.h"
#include "net/call_guard.h"

namespace mta::models {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// With less than this left a call has no hope of an answer.
constexpr milliseconds least_time{200};
constexpr double rounding_noise = 1e-6;
constexpr int longest = 131'072;       // tokens that a model can answer
constexpr MicroUsd nonsense = 100;     // times what a call may cost at most
constexpr double largest_cost = 1e15;  // a provider that counts nonsense must not overflow us

CircuitBreaker::Outcome outcome_of(const Attempt& attempt) {
  if (!attempt.error) return CircuitBreaker::Outcome::success;
  return attempt.counts ? CircuitBreaker::Outcome::failure : CircuitBreaker::Outcome::neither;
}

Task<void> sleep(milliseconds time, const CallLimits& limits) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, time);
  net::CallGuard guard(executor, limits);
  guard.set_abort([&timer] { timer.cancel(); });
  if (guard.ending() == net::CallGuard::Ending::none) {
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

class OpenAiChat final : public Model {
 public:
  OpenAiChat(OpenAiChatOptions options, OpenAiChatParts parts)
      : options_(std::move(options)), parts_(parts) {}

  [[nodiscard]] std::string_view id() const override { return options_.completion.model; }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits limits) override {
    const SteadyTime now = parts_.clock.steady_now();
    if (limits.deadline < now + least_time) {
      co_return ended(timed_out("there was no time left for a call"));
    }
    limits.deadline = std::min(limits.deadline, now + options_.endpoint.times.total);
    const auto pass = breaker_.admit(now);
    if (!pass) {
      const auto wait = std::chrono::ceil<seconds>(breaker_.wait(now));
      co_return ended(unavailable("the circuit breaker is open", std::max(wait, seconds(1))));
    }
    retry_budget_.count_call();
    Spent spent;
    const Attempt last = co_await attempts(prompt, sink, limits, spent);
    breaker_.record(*pass, outcome_of(last), limits.visitor, parts_.clock.steady_now());
    Completion completion = ended(last.error);
    if (spent.any) completion.usage = spent.usage;
    if (!last.error) completion.attempt_duration = last.duration;
    completion.stopped = last.stopped && !last.error;
    completion.filtered = is_refusal(last);
    co_return completion;
  }

 private:
  struct Spent {
    bool any = false;
    Usage usage;
  };

  [[nodiscard]] bool is_refusal(const Attempt& attempt) const {
    return options_.guarded && attempt.filtered;
  }

  [[nodiscard]] Completion ended(std::optional<Error> error) const {
    return {.error = std::move(error), .model = options_.completion.model};
  }

  Task<Attempt> attempts(const Prompt& prompt, TokenSink& sink, const CallLimits& limits,
                         Spent& spent) {
    const std::string body = encode_completion_request(options_.completion, prompt);
    bool replaced_a_stale_connection = false;
    for (int number = 0;;) {
      const Attempt attempt = co_await reserved_attempt(prompt, body, sink, limits, spent);
      if (attempt.stale && !std::exchange(replaced_a_stale_connection, true)) continue;
      note(attempt, number);
      const auto delay = delay_before_retry(attempt, number++, limits);
      if (!delay) co_return attempt;
      co_await sleep(*delay, limits);
      if (limits.client_gone.stop_requested()) co_return Attempt{.error = client_left()};
    }
  }

  /// One attempt for which the budget has room. One that ends in an exception stays counted.
  Task<Attempt> reserved_attempt(const Prompt& prompt, const std::string& body, TokenSink& sink,
                                 const CallLimits& limits, Spent& spent) {
    // Without a maximum there is no budget (config/load.cpp), and this bounds nothing but nonsense.
    const MicroUsd most = cost(
        {.input = most_tokens(prompt), .output = options_.completion.max_tokens.value_or(longest)});
    auto reservation = co_await parts_.budget.reserve(most);
    if (!reservation) {
      co_return Attempt{.error = std::move(reservation.error()), .refused_by_budget = true};
    }
    if (limits.client_gone.stop_requested()) {
      co_await parts_.budget.settle(std::move(*reservation), 0);
      co_return Attempt{.error = client_left()};
    }
    const SteadyTime started = parts_.clock.steady_now();
    Attempt attempt = co_await attempt_completion(parts_.client, options_.endpoint, body, sink,
                                                  limits, parts_.clock);
    attempt.duration = parts_.clock.steady_now() - started;
    if (attempt.usage && !is_possible(*attempt.usage, attempt, most)) attempt.usage.reset();
    const MicroUsd bill = billed(attempt, most);
    if (attempt.spent) add(spent, attempt, prompt);
    co_await parts_.budget.settle(std::move(*reservation), bill);
    co_return attempt;
  }

  /// Counts that cannot be are none: they must neither use up a month's cap nor cost nothing, as
  /// with providers that send zeros in a stream.
  [[nodiscard]] bool is_possible(const TokenCounts& counts, const Attempt& attempt,
                                 MicroUsd most) const {
    const bool too_few = counts.output == 0 && attempt.output_estimate > 0;
    return !too_few && cost(counts) / nonsense <= most;
  }

  /// What the attempt takes from the budget: its cost, or all that was reserved where the provider
  /// did not say in the end. An estimate would not do: who leaves early, or writes what tokenizers
  /// are bad at, could pass the cap on purpose.
  [[nodiscard]] MicroUsd billed(const Attempt& attempt, MicroUsd most) const {
    if (attempt.usage && attempt.came_whole) return cost(*attempt.usage);
    return attempt.sent ? most : 0;
  }

  /// Nothing: no retry.
  std::optional<milliseconds> delay_before_retry(const Attempt& attempt, int number,
                                                 const CallLimits& limits) {
    if (!attempt.passing || number == most_retries) return std::nullopt;
    const auto delay = retry_delay(number, attempt.retry_after, parts_.random);
    const bool fits = parts_.clock.steady_now() + delay + least_time < limits.deadline;
    return fits && retry_budget_.take() ? std::optional(delay) : std::nullopt;
  }

  void note(const Attempt& attempt, int number) {
    if (!attempt.error || attempt.error->kind == ErrorKind::client_left) return;
    if (attempt.refused_by_budget) return;  // no attempt was made
    if (is_refusal(attempt)) return parts_.log.write(LogLevel::info, "the guardrail refused");
    parts_.metrics.add(Counter::model_errors);
    parts_.log.write(LogLevel::warn, "model call failed",
                     {{"cause", std::string_view(attempt.error->detail)},
                      {"attempt", std::int64_t{number} + 1}});
  }

  /// The provider's figures, or an estimate.
  static TokenCounts counts_of(const Attempt& attempt, const Prompt& prompt) {
    return attempt.usage.value_or(
        TokenCounts{.input = estimate_tokens(prompt), .output = attempt.output_estimate});
  }

  /// USD a million tokens are micro-USD a token.
  [[nodiscard]] MicroUsd cost(const TokenCounts& counts) const {
    const double exact =
        static_cast<double>(counts.input) * options_.prices.input_usd_per_million +
        static_cast<double>(counts.output) * options_.prices.output_usd_per_million;
    return static_cast<MicroUsd>(std::ceil(std::min(exact, largest_cost) - rounding_noise));
  }

  void add(Spent& spent, const Attempt& attempt, const Prompt& prompt) const {
    const TokenCounts counts = counts_of(attempt, prompt);
    spent.any = true;
    spent.usage.estimated = spent.usage.estimated || !attempt.usage;
    spent.usage.input_tokens += counts.input;
    spent.usage.output_tokens += counts.output;
    spent.usage.cost_micro_usd += cost(counts);
  }

  OpenAiChatOptions options_;
  OpenAiChatParts parts_;
  CircuitBreaker breaker_;
  RetryBudget retry_budget_;
};

}  // namespace

std::unique_ptr<Model> make_openai_chat(OpenAiChatOptions options, OpenAiChatParts parts) {
  return std::make_unique<OpenAiChat>(std::move(options), parts);
}

}  // namespace mta::models
