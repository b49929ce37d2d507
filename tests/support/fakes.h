#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "chat/ports.h"

/// Stand-ins for the core's ports, moved by hand.
namespace mta::test {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return now_; }
  [[nodiscard]] SteadyTime steady_now() const override { return steady_; }
  /// Moves to that time, unless it was stopped already.
  Task<void> sleep_until(SteadyTime time, std::stop_token stop) const override {
    if (!stop.stop_requested()) move(std::max(time - steady_.load(), SteadyTime::duration{}));
    co_return;
  }
  void set(Timestamp now) { now_ = now; }
  void advance(std::chrono::milliseconds by) { move(by); }

 private:
  void move(SteadyTime::duration by) const {
    now_ = now_.load() + std::chrono::floor<std::chrono::milliseconds>(by);
    steady_ = steady_.load() + by;
  }

  // Moved by one thread, read by any.
  mutable std::atomic<Timestamp> now_{
      Timestamp(std::chrono::seconds(1'800'000'000))};  // the start of a minute
  mutable std::atomic<SteadyTime> steady_{SteadyTime(std::chrono::hours(1))};
};

/// Not random at all: counts, so that every id is another one.
class CountingRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override {
    const unsigned next = ++count_;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<std::byte>((next >> (8 * (i % 4))) & 0xFFU);
    }
  }

 private:
  std::atomic<unsigned> count_ = 0;
};

class RecordingMetrics final : public Metrics {
 public:
  void add(Counter counter, double amount) override {
    const std::scoped_lock lock(mutex_);
    totals_[counter] += amount;
  }
  void set(Gauge gauge, double value) override {
    const std::scoped_lock lock(mutex_);
    levels_[gauge] = value;
  }
  double level(Gauge gauge) {
    const std::scoped_lock lock(mutex_);
    return levels_.at(gauge);
  }
  void record(const ModelCall& call) override {
    const std::scoped_lock lock(mutex_);
    model_errors.emplace_back(call.error_type);
    first_texts.push_back(call.time_to_first_chunk);
  }
  void record(const HttpCall& call) override {
    const std::scoped_lock lock(mutex_);
    http_statuses.push_back(call.status);
  }
  double total(Counter counter) {
    const std::scoped_lock lock(mutex_);
    return totals_[counter];
  }

  std::vector<std::string> model_errors;  ///< one a call; empty: it succeeded
  std::vector<std::optional<std::chrono::duration<double>>> first_texts;  ///< as model_errors
  std::vector<int> http_statuses;

 private:
  std::mutex mutex_;
  std::map<Counter, double> totals_;
  std::map<Gauge, double> levels_;
};

class RecordingLog final : public Log {
 public:
  using Log::write;
  void write(LogLevel, std::string_view message, std::span<const LogField> fields) override {
    std::string line(message);
    for (const LogField& field : fields) {
      line += " " + std::string(field.name) + "=";
      if (const auto* text = std::get_if<std::string_view>(&field.value)) line += *text;
      if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
        line += std::to_string(*number);
      }
      if (const auto* boolean = std::get_if<bool>(&field.value))
        line += *boolean ? "true" : "false";
    }
    const std::scoped_lock lock(mutex_);
    lines_.push_back(line);
  }
  [[nodiscard]] std::string all() {
    const std::scoped_lock lock(mutex_);
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// Says the pieces it was given, then ends as it was told; keeps what it was asked.
class ScriptedModel final : public Model {
 public:
  [[nodiscard]] std::string_view id() const override { return "scripted"; }
  Task<void> complete(const Prompt& prompt, ReplySink& sink, CallLimits limits) override {
    prompts.push_back(prompt);
    visitors.push_back(limits.visitor);
    if (answered_by) co_await sink.put(Replaced{.model = *answered_by, .fallback = true});
    bool is_read = true;
    for (const std::string& piece : pieces) {
      if (!is_read) break;
      ++pieces_said;
      is_read = co_await sink.put(TextDelta{piece});
    }
    Completion end{.error = error,
                   .model = "scripted",
                   .fallback = fallback,
                   .stopped = stopped && !error,
                   .is_checked = is_checked,
                   .corrections = corrections,
                   .filtered = filtered,
                   .usage = usage};
    if (!is_read || limits.client_gone.stop_requested()) {
      end = {.error = Error{.kind = ErrorKind::client_left}, .model = "scripted"};
    }
    co_await sink.put(Finished{std::move(end)});
  }

  std::optional<std::string> answered_by;  ///< says that another model answers
  std::vector<std::string> pieces = {"an answer"};
  std::optional<Error> error;
  bool fallback = false;
  bool stopped = true;
  bool is_checked = true;
  Corrections corrections;
  bool filtered = false;
  std::optional<Usage> usage;
  std::vector<Prompt> prompts;
  std::vector<std::string> visitors;  ///< who asked, by CallLimits
  int pieces_said = 0;
};

/// A store that fails on demand and otherwise keeps turns in a map.
class FakeStore final : public ConversationStore {
 public:
  Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                         Timestamp) override {
    if (failing) co_return std::unexpected(failure());
    std::vector<Turn> turns = conversations[conversation];
    if (turns.size() > max_turns)
      turns.erase(turns.begin(), turns.end() - static_cast<long>(max_turns));
    co_return turns;
  }
  Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) override {
    if (failing) co_return std::unexpected(failure());
    last_expiry = expires_at;
    conversations[conversation].push_back(std::move(turn));
    co_return Result<void>{};
  }

  Task<Result<std::size_t>> erase(WhichConversation which, Timestamp) override {
    if (failing) co_return std::unexpected(failure());
    const auto* stored = std::get_if<StoredUnder>(&which);
    if (stored == nullptr) co_return std::size_t{0};  // it keeps no public ids
    const auto turns = conversations.extract(stored->conversation);
    co_return turns ? turns.mapped().size() : 0;
  }

  // What the chat never asks for.
  Task<Result<RecordPage>> records(RecordQuery, Timestamp) override {
    co_return std::unexpected(failure());
  }
  Task<Result<bool>> give_feedback(AnswerFeedback, Timestamp) override {
    co_return std::unexpected(failure());
  }
  Task<Result<std::vector<RefusedInHour>>> refusals(std::chrono::sys_days) override {
    co_return std::unexpected(failure());
  }
  Task<Result<void>> add_refusals(RefusedInHour refused) override {
    if (failing) co_return std::unexpected(failure());
    refused_in_hours.push_back(refused);
    co_return Result<void>{};
  }

  bool failing = false;
  std::map<std::string, std::vector<Turn>> conversations;
  std::vector<RefusedInHour> refused_in_hours;  ///< one a write
  Timestamp last_expiry;

 private:
  static Error failure() {
    return {.kind = ErrorKind::store_failed, .message = {}, .detail = "disk on fire"};
  }
};

class FailingCounter final : public VisitorCounter {
 public:
  Task<Result<Admission>> admit(std::string, Timestamp) override {
    co_return std::unexpected(
        Error{.kind = ErrorKind::store_failed, .message = {}, .detail = "table on fire"});
  }
  std::optional<Admission> known_refusal(const std::string&, Timestamp) override { return {}; }
};

}  // namespace mta::test
