#pragma once

#include <cstdint>
#include <string_view>

#include "base/recency_map.h"
#include "storage/limits.h"
#include "storage/sqlite_db.h"

namespace mta::storage {

/// Keeps the turns of one connection's file within the limits, inside the caller's transaction.
/// The work of a call is bounded: what is left to delete is deleted by the next ones. What a
/// visitor has stored is summed up once and then counted, so that turns which another process adds
/// to the file at the same time are not seen. Throws SqliteError.
class TurnQuota {
 public:
  TurnQuota(SqliteDb& db, StorageLimits limits);

  /// Counts a turn that was just inserted, or has grown by a comment: `bytes` more of it on `day`
  /// (since the Unix epoch). Deletes the visitor's oldest turns of the day where he has too many.
  void add(std::string_view visitor, std::int64_t day, std::int64_t turn, std::int64_t bytes);

  /// Measures what is stored, and deletes the oldest of all turns, at most `most` and never the
  /// newest, where that is too much. True: that many were deleted, and there is still too much.
  bool trim_total(std::int64_t most);

  /// Before the conversation's turns are deleted: they count for nobody any more.
  void forget_turns_of(std::string_view conversation);

  /// What is counted of other days than `day` is of no use any more.
  void forget_other_days(std::int64_t day);

  /// What was stored when it was last measured: the file without the pages that are free to be used
  /// again.
  [[nodiscard]] std::int64_t used_bytes() const { return used_bytes_; }

  /// After a transaction that failed.
  void reset();

 private:
  struct Total {
    std::int64_t day = -1;
    std::int64_t bytes = 0;
  };
  static constexpr std::size_t most_totals = 10'000;

  Total& total_of(std::string_view visitor, std::int64_t day);
  void measure();
  std::int64_t delete_oldest(std::string_view visitor, std::int64_t day, std::int64_t newest,
                             std::int64_t excess);

  SqliteDb& db_;
  StorageLimits limits_;
  SqliteStatement add_turn_;
  SqliteStatement sum_;
  SqliteStatement oldest_;
  SqliteStatement delete_turn_;
  SqliteStatement forget_turn_;
  SqliteStatement forget_conversation_;
  SqliteStatement trim_;
  SqliteStatement pages_;
  SqliteStatement free_pages_;
  std::int64_t page_size_;
  std::int64_t used_bytes_ = 0;
  RecencyMap<Total> totals_{most_totals};  // by visitor
  std::int64_t day_ = -1;
};

}  // namespace mta::storage
