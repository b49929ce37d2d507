#include "storage/sqlite_record.h"

#include <algorithm>
#include <limits>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "storage/milliseconds.h"
#include "storage/record_page.h"

namespace mta::storage {
namespace {

namespace json = boost::json;
using Hour = std::chrono::sys_time<std::chrono::hours>;

std::vector<std::string> decode_rows(const std::string& text) {
  std::vector<std::string> rows;
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  const json::array* array = error ? nullptr : value.if_array();
  if (array == nullptr) return rows;
  for (const json::value& row : *array) {
    if (const json::string* name = row.if_string()) rows.emplace_back(name->data(), name->size());
  }
  return rows;
}

/// Nothing: the row is of a program that knows more outcomes.
std::optional<TurnRecord> record_at(const SqliteStatement& row, int first) {
  const auto outcome = outcome_of(row.text(first + 3));
  if (!outcome) return std::nullopt;
  return TurnRecord{
      .conversation_id = row.text(first),
      .message_id = row.text(first + 1),
      .facts = {.outcome = *outcome,
                .language = row.text(first + 2),
                .rows = decode_rows(row.text(first + 4))},
      .corrections = {.price = row.number(first + 10) != 0, .promise = row.number(first + 11) != 0},
      .usage = {.input_tokens = row.number(first + 5),
                .output_tokens = row.number(first + 6),
                .cost_micro_usd = row.number(first + 7),
                .estimated = row.number(first + 8) != 0},
      .latency = std::chrono::milliseconds(row.number(first + 9))};
}

Result<RecordPosition> begin_of(const RecordQuery& query) {
  if (!query.from.empty()) return position_of(query.from);
  const Timestamp end = query.day + std::chrono::days(1);
  return RecordPosition{.at_ms = milliseconds(end), .key = "0"};
}

}  // namespace

std::string encode_rows(const std::vector<std::string>& rows) {
  return json::serialize(json::array(rows.begin(), rows.end()));
}

void bind_record(SqliteStatement& insert, int first, const TurnRecord& record,
                 const std::string& rows) {
  insert.bind(first, record.conversation_id).bind(first + 1, record.message_id);
  insert.bind(first + 2, record.facts.language).bind(first + 3, name_of(record.facts.outcome));
  insert.bind(first + 4, rows).bind(first + 5, record.usage.input_tokens);
  insert.bind(first + 6, record.usage.output_tokens).bind(first + 7, record.usage.cost_micro_usd);
  insert.bind(first + 8, std::int64_t{record.usage.estimated});
  insert.bind(first + 9, std::int64_t{record.latency.count()});
  insert.bind(first + 10, std::int64_t{record.corrections.price});
  insert.bind(first + 11, std::int64_t{record.corrections.promise});
}

std::optional<Feedback> feedback_at(const SqliteStatement& row, int first) {
  const auto rating = rating_of(row.text(first));
  if (!rating) return std::nullopt;
  return Feedback{.rating = *rating, .comment = row.text(first + 1)};
}

RecordReader::RecordReader(SqliteDb& db)
    : records_(db, "SELECT at_ms, rowid, conversation, model, " + std::string(record_columns) +
                       ", " + std::string(feedback_columns) +
                       " FROM turns WHERE outcome IS NOT NULL AND at_ms >= ? "
                       "AND (at_ms, rowid) < (?, ?) AND expires_at > ? "
                       "ORDER BY at_ms DESC, rowid DESC LIMIT ?"),
      refusals_(db,
                "SELECT hour, throttled, rate_limited, failed FROM refusals "
                "WHERE hour >= ? AND hour < ? ORDER BY hour") {}

Result<RecordPage> RecordReader::records(const RecordQuery& query, Timestamp now) {
  const auto from = begin_of(query);
  if (!from) return std::unexpected(from.error());
  const std::size_t wanted = page_size(query.most);
  const std::int64_t row = std::strtoll(from->key.c_str(), nullptr, 10);
  records_.bind(1, milliseconds(query.day)).bind(2, from->at_ms).bind(3, row);
  records_.bind(4, milliseconds(now)).bind(5, static_cast<std::int64_t>(wanted) + 1);
  RecordPage page;
  RecordPosition last;
  for (std::size_t seen = 0; records_.step(); ++seen) {
    if (seen == wanted) {
      page.next = text_of(last);
      break;
    }
    last = {.at_ms = records_.number(0), .key = records_.text(1)};
    auto record = record_at(records_, 4);
    if (!record) continue;
    page.turns.push_back({.at = Timestamp(std::chrono::milliseconds(last.at_ms)),
                          .conversation = records_.text(2),
                          .model = records_.text(3),
                          .record = std::move(*record),
                          .feedback = feedback_at(records_, 4 + record_column_count)});
  }
  return page;
}

std::vector<RefusedInHour> RecordReader::refusals(std::chrono::sys_days day) {
  const auto first = std::chrono::sys_time<std::chrono::hours>(day).time_since_epoch().count();
  constexpr int hours_a_day = 24;
  refusals_.bind(1, first).bind(2, first + hours_a_day);
  std::vector<RefusedInHour> hours;
  while (refusals_.step()) {
    hours.push_back({.hour = Hour(std::chrono::hours(refusals_.number(0))),
                     .counts = {refusals_.number(1), refusals_.number(2), refusals_.number(3)}});
  }
  return hours;
}

void RecordReader::reset() {
  records_.reset();
  refusals_.reset();
}

RecordWriter::RecordWriter(SqliteDb& db)
    : feedback_(db,
                "UPDATE turns SET feedback = ?, feedback_comment = ? WHERE rowid = "
                "(SELECT rowid FROM turns "
                "WHERE conversation = ? AND message_id = ? AND expires_at > ? "
                "ORDER BY at_ms DESC, rowid DESC LIMIT 1) RETURNING rowid"),
      add_(
          db,
          "INSERT INTO refusals (hour, throttled, rate_limited, failed) VALUES (?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET throttled = throttled + excluded.throttled, "
          "rate_limited = rate_limited + excluded.rate_limited, failed = failed + excluded.failed"),
      forget_(db, "DELETE FROM refusals WHERE hour < ?") {}

std::optional<std::int64_t> RecordWriter::give_feedback(const AnswerFeedback& given,
                                                        Timestamp now) {
  feedback_.bind(1, name_of(given.feedback.rating)).bind(2, given.feedback.comment);
  feedback_.bind(3, given.conversation).bind(4, given.message_id).bind(5, milliseconds(now));
  std::optional<std::int64_t> turn;
  if (feedback_.step()) turn = feedback_.number(0);
  feedback_.reset();
  return turn;
}

void RecordWriter::add(const RefusedInHour& refused) {
  add_.bind(1, std::int64_t{refused.hour.time_since_epoch().count()});
  for (std::size_t i = 0; i < refusal_count; ++i) {
    add_.bind(static_cast<int>(i) + 2, refused.counts.at(i));
  }
  add_.step();
  add_.reset();
}

void RecordWriter::clean_up(Timestamp now) {
  const auto oldest = std::chrono::floor<std::chrono::hours>(now - refusals_kept);
  forget_.bind(1, std::int64_t{oldest.time_since_epoch().count()}).step();
  forget_.reset();
}

void RecordWriter::reset() {
  feedback_.reset();
  add_.reset();
  forget_.reset();
}

}  // namespace mta::storage
