#include "storage/memory.h"

#include <mutex>
#include <utility>

#include "storage/recency_map.h"

namespace mta::storage {
namespace {

constexpr std::size_t most_turns = 50;

class MemoryCounter final : public VisitorCounter {
 public:
  MemoryCounter(RateLimit limit, std::size_t capacity) : limit_(limit), visitors_(capacity) {}

  Task<Result<Admission>> admit(std::string visitor, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    co_return count_request(limit_, visitors_.touch(visitor), now);
  }

 private:
  RateLimit limit_;
  std::mutex mutex_;
  RecencyMap<WindowCounts> visitors_;
};

class MemoryConversations final : public ConversationStore {
 public:
  explicit MemoryConversations(std::size_t capacity) : conversations_(capacity) {}

  Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                         Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    std::vector<Turn> turns;
    const auto* stored = conversations_.find(conversation);
    if (stored == nullptr) co_return turns;
    for (const auto& [turn, expires_at] : *stored) {
      if (expires_at > now) turns.push_back(turn);
    }
    if (turns.size() > max_turns) {
      turns.erase(turns.begin(), turns.end() - static_cast<long>(max_turns));
    }
    co_return turns;
  }

  Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) override {
    const std::scoped_lock lock(mutex_);
    auto& stored = conversations_.touch(conversation);
    if (stored.size() >= most_turns) stored.erase(stored.begin());
    stored.emplace_back(std::move(turn), expires_at);
    co_return Result<void>{};
  }

 private:
  std::mutex mutex_;
  RecencyMap<std::vector<std::pair<Turn, Timestamp>>> conversations_;
};

}  // namespace

std::unique_ptr<VisitorCounter> make_memory_counter(RateLimit limit, std::size_t capacity) {
  return std::make_unique<MemoryCounter>(limit, capacity);
}

std::unique_ptr<ConversationStore> make_memory_conversations(std::size_t conversation_capacity) {
  return std::make_unique<MemoryConversations>(conversation_capacity);
}

}  // namespace mta::storage
