#pragma once

#include <string>
#include <vector>

#include "chat/ports.h"
#include "storage/sqlite_db.h"

namespace mta::storage {

/// The columns of `turns` that hold a record, in the order of `bind_record`; all are NULL where a
/// turn has none.
inline constexpr std::string_view record_columns =
    "conversation_id, message_id, language, outcome, catalogue_rows, input_tokens, output_tokens, "
    "cost_micro_usd, usage_estimated, latency_ms, corrected_price, corrected_promise";
inline constexpr int record_column_count = 12;
/// What was said of the answer; NULL where nothing was.
inline constexpr std::string_view feedback_columns = "feedback, feedback_comment";

/// `rows` as `catalogue_rows` has them: a JSON array, which SQLite can look into.
std::string encode_rows(const std::vector<std::string>& rows);

/// From position `first` on. `record` and `rows` (encoded) must live until the statement is reset.
void bind_record(SqliteStatement& insert, int first, const TurnRecord& record,
                 const std::string& rows);

/// What `feedback_columns` hold from position `first` on.
std::optional<Feedback> feedback_at(const SqliteStatement& row, int first);

/// Reads what other processes and threads commit to the file. For one thread; throws SqliteError.
class RecordReader {
 public:
  explicit RecordReader(SqliteDb& db);

  Result<RecordPage> records(const RecordQuery& query, Timestamp now);
  std::vector<RefusedInHour> refusals(std::chrono::sys_days day);
  /// After a read, failed or not.
  void reset();

 private:
  SqliteStatement records_;
  SqliteStatement refusals_;
};

/// Changes beside the turns, inside the caller's transaction. Throws SqliteError.
class RecordWriter {
 public:
  explicit RecordWriter(SqliteDb& db);

  /// The number of the turn whose answer was meant; nothing: there is no such answer.
  std::optional<std::int64_t> give_feedback(const AnswerFeedback& given, Timestamp now);
  void add(const RefusedInHour& refused);
  /// Deletes refusals that are too old.
  void clean_up(Timestamp now);
  /// After a transaction that failed.
  void reset();

 private:
  SqliteStatement feedback_;
  SqliteStatement add_;
  SqliteStatement forget_;
};

}  // namespace mta::storage
