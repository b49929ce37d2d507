#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <variant>

#include "base/task.h"

/// What every part of the program asks of the world outside: the time, randomness, metrics and the
/// log. Adapters live in base/system and observe/; tests put their own behind them. Unless a line
/// says otherwise, an implementation is called from every event loop's thread at once and must be
/// safe for that, and outlives everything that was given a reference to it.
namespace mta {

/// Wall-clock time, as it is stored and compared with what other machines store.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
  [[nodiscard]] virtual SteadyTime steady_now() const = 0;
  /// Suspends the awaiting coroutine until then, or until `stop` is requested on its event loop.
  virtual Task<void> sleep_until(SteadyTime time, std::stop_token stop) const = 0;
};

/// A source of unpredictable bytes. Throws std::runtime_error where the system has none.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

/// Millionths of a US dollar.
using MicroUsd = std::int64_t;

struct Usage {
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  MicroUsd cost_micro_usd = 0;
  bool estimated = false;  ///< the provider did not say; bounded from its texts
};

enum class Counter : std::uint8_t {
  rate_limit_hits,
  throttled,
  fallback_answers,
  model_errors,
  cost_usd,
  limiter_degraded,
  store_errors,
  budget_settled_usd,
  budget_refused,
  direct_answers,
  cached_answers,
  replayed_answers,
  connections_refused,
  connections_closed_for_others,
  prices_corrected,
  promises_corrected,
  chat_leads_made,
  chat_leads_delivered,
  chat_leads_given_up,
  form_leads_made,
  form_leads_delivered,
  form_leads_given_up,
  lead_webhook_failures,
};
inline constexpr Counter last_counter = Counter::lead_webhook_failures;

/// What is left of a period's cap and what this process holds of it, in US dollars; what is stored,
/// what the file system has left, and whether turns are not stored (1) or are (0); how many leads'
/// events wait to be delivered, and how old the oldest is.
enum class Gauge : std::uint8_t {
  budget_day_remaining_usd,
  budget_month_remaining_usd,
  budget_day_reserved_usd,
  budget_month_reserved_usd,
  storage_used_bytes,
  storage_free_bytes,
  storage_degraded,
  leads_undelivered,
  leads_oldest_undelivered_seconds,
};
inline constexpr Gauge last_gauge = Gauge::leads_oldest_undelivered_seconds;

/// One finished model call, for the gen_ai_* metrics.
struct ModelCall {
  std::string_view model;
  std::string_view error_type;  ///< empty: it succeeded
  std::chrono::duration<double> duration{};
  std::optional<std::chrono::duration<double>> time_to_first_chunk;
  std::optional<Usage> usage;
  std::optional<std::chrono::duration<double>> attempt_duration;  ///< as in Completion
};

struct HttpCall {
  std::string_view method;
  std::string_view route;
  int status = 0;
  std::chrono::duration<double> duration{};
};

class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual void add(Counter counter, double amount = 1) = 0;
  virtual void set(Gauge gauge, double value) = 0;
  virtual void record(const ModelCall& call) = 0;
  virtual void record(const HttpCall& call) = 0;
};

enum class LogLevel : std::uint8_t { debug, info, warn, error };

/// A named value of a log line; std::monostate is written as null.
struct LogField {
  using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string_view>;
  std::string_view name;
  Value value;
};

/// One JSON object a line. Never give it a visitor's words, an address, a session id or a key.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view message,
                     std::span<const LogField> fields) = 0;
  void write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields = {}) {
    write(level, message, std::span(fields.begin(), fields.size()));
  }
};

}  // namespace mta
