#include "storage/memory.h"

#include <map>
#include <mutex>
#include <utility>

#include "base/recency_map.h"
#include "chat/spend_budget.h"

namespace mta::storage {
namespace {

class MemoryCounter final : public VisitorCounter {
 public:
  MemoryCounter(RateLimit limit, std::size_t capacity) : limit_(limit), visitors_(capacity) {}

  Task<Result<Admission>> admit(std::string visitor, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    co_return count_request(limit_, visitors_.touch(visitor), now);
  }

  std::optional<Admission> known_refusal(const std::string& visitor, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    const WindowCounts* counts = visitors_.find(visitor);
    if (counts == nullptr || admits(limit_, *counts, now)) return std::nullopt;
    return refused(limit_, *counts, now);
  }

 private:
  RateLimit limit_;
  std::mutex mutex_;
  RecencyMap<WindowCounts> visitors_;
};

class MemoryLedger final : public Ledger {
 public:
  Task<Result<Committed>> commit(Commitment commitment) override {
    const std::scoped_lock lock(mutex_);
    MicroUsd& figure = figures_[commitment.period.name];
    const MicroUsd granted = grant(commitment, figure);
    figure += granted;
    co_return Committed{.granted = granted, .figure = figure};
  }

  Task<Result<MicroUsd>> give_back(SpendingPeriod period, MicroUsd amount) override {
    const std::scoped_lock lock(mutex_);
    co_return figures_[period.name] -= amount;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, MicroUsd> figures_;
};

class MemoryKeyedAnswers final : public KeyedAnswers {
 public:
  /// One more than are kept, so that none is forgotten behind `bytes_`.
  explicit MemoryKeyedAnswers(KeyedAnswerTimes times) : times_(times), entries_(most_keys + 1) {}

  std::optional<Claim> known(const KeyedRequest& request, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    return look_up(request, now);
  }

  Task<Result<Claim>> claim(KeyedRequest request, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    if (auto there = look_up(request, now)) co_return std::move(*there);
    remove(request.key);
    entries_.touch(request.key) = {
        .request = request, .answer = {}, .expires_at = now + times_.claimed};
    make_room();
    co_return Claimed{};
  }

  Task<Result<void>> keep(KeyedRequest request, KeptAnswer answer, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    if (Entry* entry = held_by(request)) {
      bytes_ += answer.text.size();
      entry->answer = std::move(answer);
      entry->expires_at = now + times_.kept;
      make_room();
    }
    co_return Result<void>{};
  }

  Task<Result<void>> give_up(KeyedRequest request, Timestamp) override {
    const std::scoped_lock lock(mutex_);
    if (held_by(request) != nullptr) remove(request.key);
    co_return Result<void>{};
  }

 private:
  static constexpr std::size_t most_keys = 10'000;
  static constexpr std::size_t most_bytes = std::size_t{16} * 1024 * 1024;

  struct Entry {
    KeyedRequest request;
    std::optional<KeptAnswer> answer;
    Timestamp expires_at;
  };

  std::optional<Claim> look_up(const KeyedRequest& request, Timestamp now) {
    const Entry* entry = entries_.find(request.key);
    if (entry == nullptr || entry->expires_at <= now) return std::nullopt;
    if (entry->expires_at > times_.latest_end(now)) return std::nullopt;
    if (entry->request.fingerprint != request.fingerprint) return KeyOfAnother{};
    if (entry->answer) return *entry->answer;
    return UnderWay{};
  }

  Entry* held_by(const KeyedRequest& request) {
    Entry* entry = entries_.find(request.key);
    return entry != nullptr && entry->request.claimant == request.claimant ? entry : nullptr;
  }

  void remove(const std::string& key) {
    if (const auto entry = entries_.take(key)) bytes_ -= size_of(*entry);
  }

  void make_room() {
    while (entries_.size() > most_keys || bytes_ > most_bytes) {
      bytes_ -= size_of(entries_.take_oldest());
    }
  }

  static std::size_t size_of(const Entry& entry) {
    return entry.answer ? entry.answer->text.size() : 0;
  }

  KeyedAnswerTimes times_;
  std::mutex mutex_;
  RecencyMap<Entry> entries_;
  std::size_t bytes_ = 0;  // of the answers' texts
};

}  // namespace

std::unique_ptr<VisitorCounter> make_memory_counter(RateLimit limit, std::size_t capacity) {
  return std::make_unique<MemoryCounter>(limit, capacity);
}

std::unique_ptr<KeyedAnswers> make_memory_keyed_answers(KeyedAnswerTimes times) {
  return std::make_unique<MemoryKeyedAnswers>(times);
}

std::unique_ptr<Ledger> make_memory_ledger() { return std::make_unique<MemoryLedger>(); }

}  // namespace mta::storage
