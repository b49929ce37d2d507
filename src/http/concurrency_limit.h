#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace mta::http {

/// How many may be under way at once, of one key and of all. Thread-safe.
class ConcurrencyLimit {
 public:
  struct Limits {
    int per_key = 1;
    int in_all = 1;
  };
  class Slot;

  explicit ConcurrencyLimit(Limits limits) : limits_(limits) {}

  /// Nothing: there are enough. The limit must outlive the slot.
  std::optional<Slot> enter(const std::string& key);

 private:
  void leave(const std::string& key);

  const Limits limits_;
  std::mutex mutex_;
  int in_all_ = 0;
  std::unordered_map<std::string, int> by_key_;
};

/// One that is under way, for as long as it lives.
class ConcurrencyLimit::Slot {
 public:
  Slot(ConcurrencyLimit& limit, std::string key) : limit_(&limit), key_(std::move(key)) {}
  Slot(Slot&& other) noexcept
      : limit_(std::exchange(other.limit_, nullptr)), key_(std::move(other.key_)) {}
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  Slot& operator=(Slot&&) = delete;
  ~Slot() {
    if (limit_ != nullptr) limit_->leave(key_);
  }

 private:
  ConcurrencyLimit* limit_;
  std::string key_;
};

}  // namespace mta::http
