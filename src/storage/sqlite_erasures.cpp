#include "storage/sqlite_erasures.h"

#include "storage/milliseconds.h"

namespace mta::storage {

ErasureMarks::ErasureMarks(SqliteDb& db)
    : mark_(db,
            "INSERT INTO erased_conversations (conversation_id, at_ms) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)"),
      find_(db, "SELECT 1 FROM erased_conversations WHERE conversation_id = ? AND at_ms >= ?"),
      delete_(db, "DELETE FROM erased_conversations WHERE at_ms < ?") {}

void ErasureMarks::mark(std::string_view public_id, Timestamp now) {
  mark_.bind(1, public_id).bind(2, milliseconds(now)).step();
  mark_.reset();
}

bool ErasureMarks::leave_out(const Turn& turn) {
  if (!turn.began || !turn.record) return false;
  const bool found =
      find_.bind(1, turn.record->conversation_id).bind(2, milliseconds(*turn.began)).step();
  find_.reset();
  return found;
}

void ErasureMarks::clean_up(Timestamp now) {
  delete_.bind(1, milliseconds(now - erasure_known)).step();
  delete_.reset();
}

void ErasureMarks::reset() {
  mark_.reset();
  find_.reset();
  delete_.reset();
}

}  // namespace mta::storage
