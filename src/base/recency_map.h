#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace mta {

/// A map of bounded size that forgets the keys not used for longest. Not thread-safe.
template <class Value>
class RecencyMap {
 public:
  explicit RecencyMap(std::size_t capacity) : capacity_(capacity) {}

  /// The value of `key`, made where there is none, and now the most recently used.
  Value& touch(const std::string& key) {
    if (Value* value = find(key)) return *value;
    if (index_.size() >= capacity_) take_oldest();
    entries_.emplace_front(key, Value{});
    // The list's nodes stay where they are, so the index need not copy the key.
    index_.emplace(entries_.front().first, entries_.begin());
    return entries_.front().second;
  }

  /// The value of `key`, now the most recently used; nullptr where there is none.
  Value* find(const std::string& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  /// Takes a value out.
  std::optional<Value> take(const std::string& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return std::nullopt;
    return take(found);
  }

  /// Takes out the value not used for longest; there must be one.
  Value take_oldest() { return take(index_.find(entries_.back().first)); }

  [[nodiscard]] std::size_t size() const { return index_.size(); }

  using Entries = std::list<std::pair<const std::string, Value>>;
  /// The most recently used first; uses none.
  [[nodiscard]] const Entries& entries() const { return entries_; }

 private:
  using Index = std::unordered_map<std::string_view, typename Entries::iterator>;

  Value take(typename Index::iterator found) {
    const auto entry = found->second;
    index_.erase(found);  // before the key that it looks at
    Value value = std::move(entry->second);
    entries_.erase(entry);
    return value;
  }

  std::size_t capacity_;
  Entries entries_;
  Index index_;
};

}  // namespace mta
