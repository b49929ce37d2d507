#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <ranges>
#include <utility>

#include "base/recency_map.h"
#include "storage/memory.h"
#include "storage/record_page.h"
#include "storage/turn_size.h"

namespace mta::storage {
namespace {

constexpr std::size_t most_turns = 50;
constexpr std::size_t most_visitors = 100'000;
constexpr std::size_t most_erasures = 10'000;

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
        visitors_(most_visitors),
        erased_(most_erasures) {}

  Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                         Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    std::vector<Turn> turns;
    const Conversation* stored = conversations_.find(conversation);
    if (stored == nullptr) co_return turns;
    for (const StoredTurn& one : *stored) {
      if (one.expires_at > now) turns.push_back(words_of(one.turn));
    }
    if (turns.size() > max_turns) {
      turns.erase(turns.begin(), turns.end() - static_cast<long>(max_turns));
    }
    co_return turns;
  }

  Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) override {
    const std::scoped_lock lock(mutex_);
    if (is_left_out(turn)) co_return Result<void>{};
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

  Task<Result<RecordPage>> records(RecordQuery query, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    auto from = begin_of(query);
    if (!from) co_return std::unexpected(std::move(from.error()));
    co_return page(listed(query.day, *from, now), page_size(query.most));
  }

  Task<Result<bool>> give_feedback(AnswerFeedback given, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    Conversation* stored = conversations_.find(given.conversation);
    if (stored == nullptr) co_return false;
    for (StoredTurn& one : std::views::reverse(*stored)) {
      const std::optional<TurnRecord>& record = one.turn.record;
      if (one.expires_at <= now || !record || record->message_id != given.message_id) continue;
      keep(one, std::move(given));
      co_return true;
    }
    co_return false;
  }

  Task<Result<std::size_t>> erase(WhichConversation which, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    const std::string& public_id =
        std::visit([](const auto& one) -> const std::string& { return one.public_id; }, which);
    if (!public_id.empty()) erased_.touch(public_id) = now;
    std::size_t turns = 0;
    for (const std::string& conversation : stored_names(which)) {
      const auto stored = conversations_.take(conversation);
      if (!stored) continue;
      for (const StoredTurn& one : *stored) bytes_ -= one.bytes;
      turns += stored->size();
    }
    co_return turns;
  }

  Task<Result<void>> add_refusals(RefusedInHour refused) override {
    const std::scoped_lock lock(mutex_);
    RefusalCounts& counts = refusals_[refused.hour];
    for (std::size_t i = 0; i < counts.size(); ++i) counts.at(i) += refused.counts.at(i);
    const auto oldest = clock_.now() - refusals_kept;
    refusals_.erase(refusals_.begin(),
                    refusals_.lower_bound(std::chrono::floor<std::chrono::hours>(oldest)));
    co_return Result<void>{};
  }

  Task<Result<std::vector<RefusedInHour>>> refusals(std::chrono::sys_days day) override {
    const std::scoped_lock lock(mutex_);
    std::vector<RefusedInHour> hours;
    for (const auto& [hour, counts] : refusals_) {
      if (std::chrono::floor<std::chrono::days>(hour) == day) hours.push_back({hour, counts});
    }
    co_return hours;
  }

 private:
  /// Where a page begins: before a time and, within that, before a turn's number.
  using Position = std::pair<Timestamp, std::uint64_t>;
  using Listed = std::map<Position, RecordedTurn, std::greater<>>;

  /// Its conversation was erased since it began.
  bool is_left_out(const Turn& turn) {
    if (!turn.began || !turn.record) return false;
    const Timestamp* erased_at = erased_.find(turn.record->conversation_id);
    return erased_at != nullptr && *erased_at >= *turn.began;
  }

  [[nodiscard]] std::vector<std::string> stored_names(const WhichConversation& which) const {
    if (const auto* stored = std::get_if<StoredUnder>(&which)) return {stored->conversation};
    const std::string& public_id = std::get<PubliclyNamed>(which).public_id;
    std::vector<std::string> names;
    for (const auto& [conversation, turns] : conversations_.entries()) {
      const bool is_meant = std::ranges::any_of(turns, [&](const StoredTurn& one) {
        return one.turn.record && one.turn.record->conversation_id == public_id;
      });
      if (is_meant) names.push_back(conversation);
    }
    return names;
  }

  static Turn words_of(const Turn& turn) {
    return {.at = turn.at,
            .message = turn.message,
            .answer = turn.answer,
            .model = turn.model,
            .feedback = turn.feedback};
  }

  /// May delete turns to make room for it, the same one too.
  void keep(StoredTurn& turn, AnswerFeedback given) {
    const auto size = [](const std::optional<Feedback>& feedback) {
      return feedback ? static_cast<std::int64_t>(feedback->comment.size()) : 0;
    };
    const std::int64_t before = size(turn.turn.feedback);
    turn.turn.feedback = std::move(given.feedback);
    const std::int64_t after = size(turn.turn.feedback);
    turn.bytes += after - before;
    bytes_ += after - before;
    if (after == 0) return;
    count(given.visitor,
          {.conversation = std::move(given.conversation), .number = turn.number, .bytes = after});
    make_room();
  }

  static Result<Position> begin_of(const RecordQuery& query) {
    if (query.from.empty()) return Position(query.day + std::chrono::days(1), 0);
    const auto from = position_of(query.from);
    if (!from) return std::unexpected(from.error());
    return Position(Timestamp(std::chrono::milliseconds(from->at_ms)),
                    std::strtoull(from->key.c_str(), nullptr, 10));
  }

  [[nodiscard]] Listed listed(std::chrono::sys_days day, const Position& from,
                              Timestamp now) const {
    Listed found;
    for (const auto& [conversation, turns] : conversations_.entries()) {
      for (const StoredTurn& one : turns) {
        const Position position(one.turn.at, one.number);
        const bool is_wanted = one.turn.record && one.expires_at > now && one.turn.at >= day;
        if (!is_wanted || position >= from) continue;
        found.emplace(position, RecordedTurn{.at = one.turn.at,
                                             .conversation = conversation,
                                             .model = one.turn.model,
                                             .record = *one.turn.record,
                                             .feedback = one.turn.feedback});
      }
    }
    return found;
  }

  static RecordPage page(Listed found, std::size_t size) {
    RecordPage page;
    for (auto& [position, turn] : found | std::views::take(size)) {
      page.turns.push_back(std::move(turn));
    }
    if (found.size() <= size) return page;
    const Position& last = std::next(found.begin(), static_cast<long>(size) - 1)->first;
    page.next = text_of(RecordPosition{.at_ms = last.first.time_since_epoch().count(),
                                       .key = std::to_string(last.second)});
    return page;
  }

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
  RecencyMap<Timestamp> erased_;  // by public id
  std::map<std::chrono::sys_time<std::chrono::hours>, RefusalCounts> refusals_;
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
