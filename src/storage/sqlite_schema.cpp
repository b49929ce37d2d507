#include "storage/sqlite_schema.h"

#include <array>

namespace mta::storage {
namespace {

constexpr std::int64_t application_id = 0x4D544143;  // "MTAC"

/// Step i brings schema version i to i + 1. Steps that were released are never edited.
/// Times are Unix time in milliseconds.
constexpr auto migrations = std::to_array<std::string_view>({
    R"(CREATE TABLE turns (
         conversation TEXT    NOT NULL,
         at_ms        INTEGER NOT NULL,
         message      TEXT    NOT NULL,
         answer       TEXT    NOT NULL,
         model        TEXT    NOT NULL,
         expires_at   INTEGER NOT NULL
       );
       CREATE INDEX turns_by_conversation ON turns (conversation, at_ms);
       CREATE INDEX turns_by_expiry ON turns (expires_at);)",
    // What of a day's or a month's money is spoken for, in millionths of a US dollar.
    R"(CREATE TABLE ledger (
         period    TEXT    NOT NULL PRIMARY KEY,
         committed INTEGER NOT NULL
       ) WITHOUT ROWID;)",
    // Who stored what today, for the quota of a visitor and day. Beside the turns and not in them:
    // older turns need no change, and whose a turn is is forgotten when its day is over.
    R"(CREATE TABLE visitor_days (
         day     INTEGER NOT NULL,
         visitor TEXT    NOT NULL,
         bytes   INTEGER NOT NULL,
         PRIMARY KEY (day, visitor)
       ) WITHOUT ROWID;
       CREATE TABLE visitor_turns (
         day     INTEGER NOT NULL,
         visitor TEXT    NOT NULL,
         turn    INTEGER NOT NULL,
         bytes   INTEGER NOT NULL,
         PRIMARY KEY (day, visitor, turn)
       ) WITHOUT ROWID;)",
    // What is kept of a turn beside its words; NULL in turns of before. Listed by the day, which is
    // a range of at_ms. Refusals are counted by the hour (since the Unix epoch).
    R"(ALTER TABLE turns ADD COLUMN conversation_id TEXT;
       ALTER TABLE turns ADD COLUMN message_id      TEXT;
       ALTER TABLE turns ADD COLUMN language        TEXT;
       ALTER TABLE turns ADD COLUMN outcome         TEXT;
       ALTER TABLE turns ADD COLUMN catalogue_rows  TEXT;
       ALTER TABLE turns ADD COLUMN input_tokens    INTEGER;
       ALTER TABLE turns ADD COLUMN output_tokens   INTEGER;
       ALTER TABLE turns ADD COLUMN cost_micro_usd  INTEGER;
       ALTER TABLE turns ADD COLUMN usage_estimated INTEGER;
       ALTER TABLE turns ADD COLUMN latency_ms      INTEGER;
       ALTER TABLE turns ADD COLUMN corrected_price   INTEGER;
       ALTER TABLE turns ADD COLUMN corrected_promise INTEGER;
       ALTER TABLE turns ADD COLUMN feedback        TEXT;
       CREATE INDEX turns_by_day ON turns (at_ms) WHERE outcome IS NOT NULL;
       CREATE TABLE refusals (
         hour         INTEGER NOT NULL PRIMARY KEY,
         throttled    INTEGER NOT NULL,
         rate_limited INTEGER NOT NULL,
         failed       INTEGER NOT NULL
       );)",
    // visitor_turns has these sums.
    "DROP TABLE visitor_days;",
    // Who wants to be contacted; `data` is JSON (leads/lead_json), the columns beside it are what
    // leads are found by, NULL where it is not known. lead_events is the outbox: an event a lead,
    // which outlives it where it tells of its end; next_attempt_at is NULL where nothing waits.
    R"(CREATE TABLE leads (
         id              TEXT    NOT NULL PRIMARY KEY,
         phone           TEXT,
         email           TEXT,
         conversation_id TEXT,
         created_at      INTEGER NOT NULL,
         expires_at      INTEGER NOT NULL,
         data            TEXT    NOT NULL
       );
       CREATE INDEX leads_by_phone ON leads (phone, created_at) WHERE phone IS NOT NULL;
       CREATE INDEX leads_by_email ON leads (email, created_at) WHERE email IS NOT NULL;
       CREATE INDEX leads_by_conversation ON leads (conversation_id)
         WHERE conversation_id IS NOT NULL;
       CREATE INDEX leads_by_time ON leads (created_at, id);
       CREATE INDEX leads_by_expiry ON leads (expires_at);
       CREATE TABLE lead_events (
         lead            TEXT    NOT NULL PRIMARY KEY,
         id              TEXT    NOT NULL UNIQUE,
         kind            TEXT    NOT NULL,
         at              INTEGER NOT NULL,
         state           INTEGER NOT NULL,
         attempts        INTEGER NOT NULL,
         next_attempt_at INTEGER,
         was_tried       INTEGER NOT NULL,
         is_outdated     INTEGER NOT NULL,
         is_lead_known   INTEGER NOT NULL,
         reached_webhook INTEGER NOT NULL,
         reached_topic   INTEGER NOT NULL,
         expires_at      INTEGER NOT NULL
       );
       CREATE INDEX lead_events_due ON lead_events (next_attempt_at)
         WHERE next_attempt_at IS NOT NULL;
       CREATE INDEX lead_events_by_expiry ON lead_events (expires_at);
       CREATE TABLE lead_drafts (
         conversation TEXT    NOT NULL PRIMARY KEY,
         sealed       BLOB    NOT NULL,
         expires_at   INTEGER NOT NULL
       );
       CREATE INDEX lead_drafts_by_expiry ON lead_drafts (expires_at);)",
    "ALTER TABLE turns ADD COLUMN feedback_comment TEXT;",
    // Until no answer can be under way any more: what was erased must not be stored again.
    R"(CREATE TABLE erased_conversations (
         conversation_id TEXT    NOT NULL PRIMARY KEY,
         at_ms           INTEGER NOT NULL
       ) WITHOUT ROWID;
       CREATE INDEX erased_conversations_by_time ON erased_conversations (at_ms);)",
});

constexpr auto newest = static_cast<std::int64_t>(migrations.size());

void refuse_anothers_file(SqliteDb& db) {
  if (db.query_number("PRAGMA application_id") != application_id) {
    throw SqliteError("the file is an SQLite database of another program");
  }
}

/// The version of the file.
std::int64_t known_version(SqliteDb& db) {
  const std::int64_t version = db.query_number("PRAGMA user_version");
  if (version > newest) {
    throw SqliteError("the file has schema version " + std::to_string(version) +
                      ", this program knows versions up to " + std::to_string(newest) +
                      ": use the newer mta-chat that wrote it");
  }
  return version;
}

void migrate(SqliteDb& db) {
  if (db.query_number("SELECT count(*) FROM sqlite_schema") > 0) refuse_anothers_file(db);
  const std::int64_t version = known_version(db);
  for (auto next = version; next < newest; ++next) {
    db.execute(std::string(migrations.at(static_cast<std::size_t>(next))));
  }
  // Written on every start, which proves that the file can be written.
  db.execute("PRAGMA application_id = " + std::to_string(application_id));
  db.execute("PRAGMA user_version = " + std::to_string(newest));
}

}  // namespace

void prepare_schema(SqliteDb& db) {
  db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  db.execute("BEGIN IMMEDIATE");
  migrate(db);
  db.execute("COMMIT");
}

void check_schema(SqliteDb& db) {
  refuse_anothers_file(db);
  known_version(db);
}

}  // namespace mta::storage
