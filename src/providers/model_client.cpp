#include "providers/model_client.h"

#include <algorithm>
#include <utility>

#include "chat/call_metrics.h"
#include "chat/model_error.h"
#include "chat/tokens.h"
#include "providers/circuit_breaker.h"
#include "providers/retry.h"

namespace mta::providers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Elapsed = std::chrono::duration<double>;

/// With less than this left a call has no hope of an answer.
constexpr milliseconds least_time{200};
constexpr int longest = 131'072;  // tokens that a model can answer
constexpr seconds usual_wait{5};

/// What all calls of a process share.
struct Client {
  ModelClientOptions options;
  std::unique_ptr<Wire> wire;
  ModelClientParts parts;
  CircuitBreaker breaker;
  RetryBudget retries;

  [[nodiscard]] SteadyTime now() const { return parts.clock.steady_now(); }
};

/// One call: its attempts, and what they have cost.
class Call final : public ReplySink {
 public:
  Call(Client& client, const Prompt& prompt, ReplySink& sink, CallLimits limits)
      : client_(client),
        prompt_(prompt),
        sink_(sink),
        limits_(std::move(limits)),
        started_(client.now()) {}

  Task<void> run() {
    Completion completion = co_await result();
    chat::record(client_.parts.metrics, completion, elapsed(), first_text_);
    co_await sink_.put(Finished{std::move(completion)});
  }

  /// The provider is well once it answers: a probe closes the breaker here and not at its end,
  /// which a client that reads slowly or leaves could put off.
  Task<bool> put(ReplyEvent text) override {
    if (!first_text_) first_text_ = elapsed();
    if (std::exchange(pass_.probe, false)) {
      client_.breaker.record({.probe = true}, CircuitBreaker::Outcome::success, limits_.visitor,
                             client_.now());
    }
    return sink_.put(std::move(text));
  }

 private:
  Task<Completion> result() {
    const SteadyTime now = client_.now();
    if (limits_.deadline < now + least_time) {
      co_return ended(timed_out("there was no time left for a call"));
    }
    limits_.deadline = std::min(limits_.deadline, now + client_.options.times.total);
    const auto pass = client_.breaker.admit(limits_.visitor, now);
    if (!pass) {
      const auto wait = std::chrono::ceil<seconds>(client_.breaker.wait(now));
      co_return ended(model_unavailable("the circuit breaker is open", std::max(wait, seconds(1))));
    }
    pass_ = *pass;
    client_.retries.count_call();
    const Result<Attempt> last = co_await attempts();
    record(last ? outcome_of(*last) : outcome_without_attempt(last.error()));
    co_return last ? completion(*last) : ended(last.error());
  }

  static CircuitBreaker::Outcome outcome_without_attempt(const Error& error) {
    return error.kind == ErrorKind::client_left ? CircuitBreaker::Outcome::abandoned
                                                : CircuitBreaker::Outcome::neither;
  }

  void record(CircuitBreaker::Outcome outcome) {
    client_.breaker.record(pass_, outcome, limits_.visitor, client_.now());
  }

  [[nodiscard]] Elapsed elapsed() const { return client_.now() - started_; }

  [[nodiscard]] bool client_left_already() const { return limits_.client_gone.stop_requested(); }

  /// The last attempt. Error: it could not be made.
  Task<Result<Attempt>> attempts() {
    const net::HttpRequest request = client_.wire->encode(prompt_);
    bool replaced_a_stale_connection = false;
    for (int number = 0;;) {
      auto attempt = co_await paid_attempt(request, number);
      if (!attempt) co_return attempt;
      if (was_stale(*attempt) && !std::exchange(replaced_a_stale_connection, true)) continue;
      note(*attempt, number);
      const auto delay = delay_before_retry(*attempt, number++);
      if (!delay) co_return attempt;
      co_await client_.parts.clock.sleep_until(client_.now() + *delay, limits_.client_gone);
      if (client_left_already()) co_return std::unexpected(client_left());
    }
  }

  /// One authenticated attempt for which the budget has room. One that ends in an
  /// exception stays counted.
  Task<Result<Attempt>> paid_attempt(net::HttpRequest request, int number) {
    if (const auto proven = co_await client_.wire->authorize(request, limits_); !proven) {
      Error error = model_unavailable(proven.error().detail, usual_wait);
      note_failure(error, number);
      co_return std::unexpected(std::move(error));
    }
    const MicroUsd most = most_cost();
    auto reservation = co_await client_.parts.budget.reserve(most);
    if (!reservation) co_return std::unexpected(std::move(reservation.error()));
    if (client_left_already()) {
      co_await client_.parts.budget.settle(std::move(*reservation), 0);
      co_return std::unexpected(client_left());
    }
    Attempt attempt = co_await timed_attempt(std::move(request));
    drop_impossible_usage(attempt, client_.options.prices, most);
    const MicroUsd spent = bill(attempt, client_.options.prices, most);
    if (has_usage(attempt)) add_usage(attempt);
    co_await client_.parts.budget.settle(std::move(*reservation), spent);
    co_return attempt;
  }

  Task<Attempt> timed_attempt(net::HttpRequest request) {
    const SteadyTime started = client_.now();
    Attempt attempt = co_await attempt_call({.client = client_.parts.client,
                                             .wire = *client_.wire,
                                             .times = client_.options.times,
                                             .clock = client_.parts.clock},
                                            std::move(request), *this, limits_);
    attempt.duration = client_.now() - started;
    co_return attempt;
  }

  /// Without a longest answer there is no budget (config/load.cpp), and this only bounds what a
  /// provider may claim.
  [[nodiscard]] MicroUsd most_cost() const {
    return cost(
        {.input = most_tokens(prompt_), .output = client_.options.max_tokens.value_or(longest)},
        client_.options.prices);
  }

  /// Nothing: no retry.
  std::optional<milliseconds> delay_before_retry(const Attempt& attempt, int number) {
    if (!may_pass(attempt) || number == most_retries) return std::nullopt;
    const auto delay = retry_delay(number, attempt.retry_after, client_.parts.random);
    const bool fits = client_.now() + delay + least_time < limits_.deadline;
    return fits && client_.retries.take() ? std::optional(delay) : std::nullopt;
  }

  void note(const Attempt& attempt, int number) {
    if (!attempt.error || attempt.error->kind == ErrorKind::client_left) return;
    if (is_refusal(attempt)) {
      return client_.parts.log.write(LogLevel::info, "the guardrail refused");
    }
    note_failure(*attempt.error, number);
  }

  void note_failure(const Error& error, int number) {
    client_.parts.metrics.add(Counter::model_errors);
    client_.parts.log.write(
        LogLevel::warn, "model call failed",
        {{"cause", std::string_view(error.detail)}, {"attempt", std::int64_t{number} + 1}});
  }

  [[nodiscard]] bool is_refusal(const Attempt& attempt) const {
    return client_.options.guarded && attempt.ending == Ending::filtered;
  }

  /// The provider's figures, or an estimate.
  void add_usage(const Attempt& attempt) {
    const TokenCounts counts = attempt.usage.value_or(
        TokenCounts{.input = estimate_tokens(prompt_), .output = attempt.output_estimate});
    if (!usage_) usage_.emplace();
    usage_->estimated = usage_->estimated || !attempt.usage;
    usage_->input_tokens += counts.input;
    usage_->output_tokens += counts.output;
    usage_->cost_micro_usd += cost(counts, client_.options.prices);
  }

  [[nodiscard]] Completion ended(std::optional<Error> error) const {
    return {.error = std::move(error), .model = client_.options.model, .usage = usage_};
  }

  [[nodiscard]] Completion completion(const Attempt& last) const {
    Completion completion = ended(last.error);
    if (!last.error) completion.attempt_duration = last.duration;
    completion.stopped = last.fate == Fate::complete && last.ending == Ending::stop && !last.error;
    completion.filtered = is_refusal(last);
    return completion;
  }

  Client& client_;
  const Prompt& prompt_;
  ReplySink& sink_;
  CallLimits limits_;
  const SteadyTime started_;
  std::optional<Elapsed> first_text_;
  CircuitBreaker::Pass pass_;
  std::optional<Usage> usage_;
};

class ModelClient final : public Model {
 public:
  ModelClient(ModelClientOptions options, std::unique_ptr<Wire> wire, ModelClientParts parts)
      : client_{.options = std::move(options), .wire = std::move(wire), .parts = parts} {}

  [[nodiscard]] std::string_view id() const override { return client_.options.model; }

  Task<void> complete(const Prompt& prompt, ReplySink& sink, CallLimits limits) override {
    Call call(client_, prompt, sink, std::move(limits));
    co_await call.run();
  }

 private:
  Client client_;
};

}  // namespace

std::unique_ptr<Model> make_model_client(ModelClientOptions options, std::unique_ptr<Wire> wire,
                                         ModelClientParts parts) {
  return std::make_unique<ModelClient>(std::move(options), std::move(wire), parts);
}

}  // namespace mta::providers
