#include "storage/sqlite_quota.h"

#include <array>
#include <functional>

namespace mta::storage {
namespace {

// A turn of the largest size takes the place of this many of the smallest, nearly; the rest goes
// with the next turns.
constexpr int most_deleted_at_once = 128;
constexpr std::int64_t most_forgotten_at_once = 1000;

}  // namespace

TurnQuota::TurnQuota(SqliteDb& db, StorageLimits limits)
    : db_(db),
      limits_(limits),
      add_turn_(db,
                "INSERT INTO visitor_turns (day, visitor, turn, bytes) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes"),
      sum_(db, "SELECT sum(bytes) FROM visitor_turns WHERE day = ? AND visitor = ?"),
      oldest_(db,
              "SELECT turn, bytes FROM visitor_turns WHERE day = ? AND visitor = ? AND turn <> ? "
              "ORDER BY turn LIMIT 1"),
      delete_turn_(db, "DELETE FROM turns WHERE rowid = ?"),
      forget_turn_(db, "DELETE FROM visitor_turns WHERE day = ? AND visitor = ? AND turn = ?"),
      forget_conversation_(db,
                           "DELETE FROM visitor_turns WHERE turn IN "
                           "(SELECT rowid FROM turns WHERE conversation = ?)"),
      // Not the newest: SQLite would give its number, by which visitor_turns knows it, to another.
      trim_(db,
            "DELETE FROM turns WHERE rowid IN (SELECT rowid FROM turns "
            "WHERE rowid < (SELECT max(rowid) FROM turns) ORDER BY rowid LIMIT ?)"),
      pages_(db, "PRAGMA page_count"),
      free_pages_(db, "PRAGMA freelist_count"),
      page_size_(db.query_number("PRAGMA page_size")) {
  measure();
}

void TurnQuota::add(std::string_view visitor, std::int64_t day, std::int64_t turn,
                    std::int64_t bytes) {
  if (limits_.visitor_bytes_per_day == 0 || visitor.empty()) return;
  if (day != day_) forget_other_days(day);
  Total& total = total_of(visitor, day);
  add_turn_.bind(1, day).bind(2, visitor).bind(3, turn).bind(4, bytes).step();
  add_turn_.reset();
  total.bytes += bytes;
  const std::int64_t excess = total.bytes - limits_.visitor_bytes_per_day;
  if (excess > 0) total.bytes -= delete_oldest(visitor, day, turn, excess);
}

TurnQuota::Total& TurnQuota::total_of(std::string_view visitor, std::int64_t day) {
  Total& total = totals_.touch(std::string(visitor));
  if (total.day == day) return total;
  sum_.bind(1, day).bind(2, visitor).step();
  total = {.day = day, .bytes = sum_.number(0)};
  sum_.reset();
  return total;
}

std::int64_t TurnQuota::delete_oldest(std::string_view visitor, std::int64_t day,
                                      std::int64_t newest, std::int64_t excess) {
  std::int64_t deleted = 0;
  for (int i = 0; i < most_deleted_at_once && deleted < excess; ++i) {
    oldest_.bind(1, day).bind(2, visitor).bind(3, newest);
    if (!oldest_.step()) break;
    const std::int64_t turn = oldest_.number(0);
    deleted += oldest_.number(1);
    oldest_.reset();
    delete_turn_.bind(1, turn).step();
    delete_turn_.reset();
    forget_turn_.bind(1, day).bind(2, visitor).bind(3, turn).step();
    forget_turn_.reset();
  }
  oldest_.reset();
  return deleted;
}

bool TurnQuota::trim_total(std::int64_t most) {
  measure();
  if (limits_.total_bytes == 0 || used_bytes_ <= limits_.total_bytes) return false;
  trim_.bind(1, most).step();
  trim_.reset();
  const bool all_deleted = db_.query_number("SELECT changes()") == most;
  measure();
  return all_deleted && used_bytes_ > limits_.total_bytes;
}

void TurnQuota::forget_turns_of(std::string_view conversation) {
  forget_conversation_.bind(1, conversation).step();
  forget_conversation_.reset();
  totals_ = RecencyMap<Total>(most_totals);  // sums of what is gone, in part
}

void TurnQuota::forget_other_days(std::int64_t day) {
  // The table has no rowid: its key says which rows.
  SqliteStatement forget(db_,
                         "DELETE FROM visitor_turns WHERE (day, visitor, turn) IN "
                         "(SELECT day, visitor, turn FROM visitor_turns WHERE day <> ? LIMIT ?)");
  forget.bind(1, day).bind(2, most_forgotten_at_once).step();
  if (db_.query_number("SELECT changes()") < most_forgotten_at_once) day_ = day;
}

void TurnQuota::measure() {
  const auto number = [](SqliteStatement& statement) {
    const std::int64_t value = statement.step() ? statement.number(0) : 0;
    statement.reset();
    return value;
  };
  used_bytes_ = (number(pages_) - number(free_pages_)) * page_size_;
}

void TurnQuota::reset() {
  for (const auto statement : std::to_array({std::ref(add_turn_), std::ref(sum_), std::ref(oldest_),
                                             std::ref(delete_turn_), std::ref(forget_turn_),
                                             std::ref(forget_conversation_), std::ref(trim_),
                                             std::ref(pages_), std::ref(free_pages_)})) {
    statement.get().reset();
  }
  day_ = -1;
  totals_ = RecencyMap<Total>(most_totals);
}

}  // namespace mta::storage
