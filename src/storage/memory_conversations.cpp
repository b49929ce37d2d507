#include <deque>
#include <mutex>
#include <utility>

#include "base/recency_map.h"
#include "storage/memory.h"
#include "storage/turn_size.h"

namespace mta::storage {
namespace {

constexpr std::size_t most_turns = 50;
constexpr std::size_t most_visitors = 100'000;

struct StoredTurn {
  std::uint64_t number = 0;  // counts up
  Turn turn;
  Timestamp expires_at;
  std::int64_t bytes = 0;
};
using Conversation = std::deque<StoredTurn>;

/// What a visitor has stored today, oldest first. Turns that are gone for another reason stay
/// counted for the day.
struct VisitorDay {
  struct Entry {
    std::string conversation;
    std::uint64_t number = 0;
    std::int64_t bytes = 0;
  };
  std::chrono::sys_days day;
  std::int64_t bytes = 0;
  std::deque<Entry> turns;
};

class MemoryConversations final : public ConversationStore {
 public:
  MemoryConversations(const Clock& clock, StorageLimits limits, std::size_t capacity)
      : clock_(clock),
        limits_(limits),
        capacity_(capacity),
        conversations_(capacity + 1),  // make_room forgets them, which counts bytes
        visitors_(most_visitors) {}

  Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                         Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    std::vector<Turn> turns;
    const Conversation* stored = conversations_.find(conversation);
    if (stored == nullptr) co_return turns;
    for (const StoredTurn& one : *stored) {
      if (one.expires_at > now) turns.push_back(one.turn);
    }
    if (turns.size() > max_turns) {
      turns.erase(turns.begin(), turns.end() - static_cast<long>(max_turns));
    }
    co_return turns;
  }

  Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) override {
    const std::scoped_lock lock(mutex_);
    const std::string visitor = std::exchange(turn.visitor, {});
    const std::int64_t bytes = stored_bytes(conversation, turn);
    Conversation& stored = conversations_.touch(conversation);
    if (stored.size() >= most_turns) remove_first(stored);
    stored.push_back({++last_number_, std::move(turn), expires_at, bytes});
    bytes_ += bytes;
    count(visitor, {.conversation = conversation, .number = last_number_, .bytes = bytes});
    make_room();
    co_return Result<void>{};
  }

 private:
  void remove_first(Conversation& stored) {
    bytes_ -= stored.front().bytes;
    stored.pop_front();
  }

  /// Deletes the visitor's oldest turns of the day where he has too many.
  void count(const std::string& visitor, VisitorDay::Entry entry) {
    if (limits_.visitor_bytes_per_day == 0 || visitor.empty()) return;
    VisitorDay& today = visitors_.touch(visitor);
    const auto day = std::chrono::floor<std::chrono::days>(clock_.now());
    if (today.day != day) today = {.day = day, .turns = {}};
    today.bytes += entry.bytes;
    today.turns.push_back(std::move(entry));
    while (today.bytes > limits_.visitor_bytes_per_day && today.turns.size() > 1) {
      remove(today.turns.front());
      today.bytes -= today.turns.front().bytes;
      today.turns.pop_front();
    }
  }

  void remove(const VisitorDay::Entry& entry) {
    Conversation* stored = conversations_.find(entry.conversation);
    if (stored == nullptr) return;
    std::erase_if(*stored, [&](const StoredTurn& one) {
      if (one.number != entry.number) return false;
      bytes_ -= one.bytes;
      return true;
    });
  }

  void make_room() {
    const auto is_too_much = [&] {
      const bool too_large = limits_.total_bytes > 0 && bytes_ > limits_.total_bytes;
      return conversations_.size() > capacity_ || (too_large && conversations_.size() > 1);
    };
    while (is_too_much()) {
      for (const StoredTurn& one : conversations_.take_oldest()) bytes_ -= one.bytes;
    }
  }

  const Clock& clock_;
  const StorageLimits limits_;
  const std::size_t capacity_;
  std::mutex mutex_;
  RecencyMap<Conversation> conversations_;
  RecencyMap<VisitorDay> visitors_;
  std::uint64_t last_number_ = 0;
  std::int64_t bytes_ = 0;  // of all conversations
};

}  // namespace

std::unique_ptr<ConversationStore> make_memory_conversations(const Clock& clock,
                                                             StorageLimits limits,
                                                             std::size_t conversation_capacity) {
  return std::make_unique<MemoryConversations>(clock, limits, conversation_capacity);
}

}  // namespace mta::storage
