#pragma once

#include <cstdint>
#include <string_view>

#include "storage/limits.h"
#include "storage/sqlite_db.h"

namespace mta::storage {

/// Keeps the turns of one connection's file within the limits, inside the caller's transaction.
/// The work of a call is bounded: what is left to delete is deleted by the next ones. Throws
/// SqliteError.
class TurnQuota {
 public:
  TurnQuota(SqliteDb& db, StorageLimits limits);

  /// Counts a turn that was just inserted, `bytes` of it on `day` (since the Unix epoch), and
  /// deletes the visitor's oldest turns of the day where he has too many.
  void add(std::string_view visitor, std::int64_t day, std::int64_t turn, std::int64_t bytes);

  /// Deletes the oldest of all turns, at most `most` and never the newest, where everything
  /// together is too much. True: that many were deleted, and there is still too much.
  bool trim_total(std::int64_t most);

  /// What is counted of other days than `day` is of no use any more.
  void forget_other_days(std::int64_t day);

  /// What is stored: the file without the pages that are free to be used again.
  std::int64_t used_bytes();

  /// After a transaction that failed.
  void reset();

 private:
  std::int64_t delete_oldest(std::string_view visitor, std::int64_t day, std::int64_t newest,
                             std::int64_t excess);

  SqliteDb& db_;
  StorageLimits limits_;
  SqliteStatement add_turn_;
  SqliteStatement add_bytes_;
  SqliteStatement oldest_;
  SqliteStatement delete_turn_;
  SqliteStatement forget_turn_;
  SqliteStatement trim_;
  SqliteStatement pages_;
  SqliteStatement free_pages_;
  std::int64_t page_size_;
  std::int64_t day_ = -1;
};

}  // namespace mta::storage
