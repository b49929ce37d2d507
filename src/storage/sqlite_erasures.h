#pragma once

#include <string_view>

#include "chat/ports.h"
#include "storage/sqlite_db.h"

namespace mta::storage {

/// Which conversations were erased in the last hour (`erasure_known`), by their public ids, so that
/// an answer that is under way is not stored after it. Other processes erase, too: `mta-chat
/// forget`. Changes inside the caller's transaction. For one thread; throws SqliteError.
class ErasureMarks {
 public:
  explicit ErasureMarks(SqliteDb& db);

  void mark(std::string_view public_id, Timestamp now);
  /// Whether the turn's conversation was erased since the turn began.
  bool leave_out(const Turn& turn);
  /// Deletes marks that are no longer needed.
  void clean_up(Timestamp now);
  /// After a transaction that failed.
  void reset();

 private:
  SqliteStatement mark_;
  SqliteStatement find_;
  SqliteStatement delete_;
};

}  // namespace mta::storage
