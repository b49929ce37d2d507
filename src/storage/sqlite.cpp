#include "storage/sqlite.h"

#include <algorithm>
#include <sqlite3.h>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/wait_for.h"
#include "storage/sqlite_db.h"
#include "storage/sqlite_file.h"
#include "storage/sqlite_quota.h"
#include "storage/sqlite_schema.h"
#include "storage/turn_size.h"
#include "storage/worker.h"

namespace mta::storage {
namespace {

// Expired turns go in transactions of this many, at most so many a time: a visitor's turn that
// waits behind them waits for milliseconds.
constexpr std::int64_t cleanup_batch = 1000;
constexpr int cleanup_batches = 20;
// More than one, so that a file over its limit gets there while it is written to.
constexpr std::int64_t trimmed_per_turn = 16;

Error store_error(const std::exception& cause) {
  return {.kind = ErrorKind::store_failed, .message = {}, .detail = cause.what()};
}

std::int64_t milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

struct Write {
  std::string conversation;
  Turn turn;
  Timestamp expires_at;
  Done<void> done;
};

struct Read {
  std::string conversation;
  std::size_t max_turns = 0;
  Timestamp now;
  Done<std::vector<Turn>> done;
};

class TurnWriter {
 public:
  TurnWriter(const SqliteOptions& options, const Clock& clock, Log& log)
      : db_(prepared(options.path)),
        insert_(db_,
                "INSERT INTO turns (conversation, at_ms, message, answer, model, expires_at) "
                "VALUES (?, ?, ?, ?, ?, ?)"),
        delete_(db_,
                "DELETE FROM turns WHERE rowid IN "
                "(SELECT rowid FROM turns WHERE expires_at <= ? LIMIT ?)"),
        quota_(db_, options.limits),
        room_(options.room),
        clock_(clock),
        log_(log) {
    if (room_ != nullptr) room_->wrote(quota_.used_bytes());
  }

  /// One transaction for all; each is told how it ended. Where there is no room nothing is written.
  void write(std::vector<Write> writes) {
    const bool has_room = room_ == nullptr || room_->has_room();
    const Result<void> outcome = has_room ? commit(writes) : Result<void>{};
    if (has_room && room_ != nullptr) tell_room(outcome);
    for (Write& write : writes) write.done(outcome);
  }

  void clean_up() {
    try {
      for (int batch = 0; batch < cleanup_batches && delete_batch() == cleanup_batch; ++batch) {
      }
      for (int batch = 0; batch < cleanup_batches && quota_.trim_total(cleanup_batch); ++batch) {
      }
    } catch (const SqliteError& error) {
      log_.write(LogLevel::error, "deleting old turns failed", {{"cause", error.what()}});
      quota_.reset();
    }
    delete_.reset();
  }

 private:
  static SqliteDb prepared(const std::string& path) {
    SqliteDb db(path);
    prepare_schema(db);
    return db;
  }

  std::int64_t delete_batch() {
    delete_.bind(1, milliseconds(clock_.now())).bind(2, cleanup_batch).step();
    delete_.reset();
    return db_.query_number("SELECT changes()");
  }

  Result<void> commit(const std::vector<Write>& writes) {
    try {
      db_.execute("BEGIN IMMEDIATE");
      for (const Write& write : writes) insert(write);
      quota_.trim_total(trimmed_per_turn * static_cast<std::int64_t>(writes.size()));
      db_.execute("COMMIT");
      return {};
    } catch (const SqliteError& error) {
      roll_back();
      return std::unexpected(store_error(error));
    }
  }

  void insert(const Write& write) {
    const Turn& turn = write.turn;
    insert_.bind(1, write.conversation).bind(2, milliseconds(turn.at));
    insert_.bind(3, turn.message).bind(4, turn.answer).bind(5, turn.model);
    insert_.bind(6, milliseconds(write.expires_at));
    insert_.step();
    insert_.reset();
    const auto today = std::chrono::floor<std::chrono::days>(clock_.now());
    quota_.add(turn.visitor, today.time_since_epoch().count(),
               sqlite3_last_insert_rowid(db_.handle()), stored_bytes(write.conversation, turn));
  }

  void tell_room(const Result<void>& outcome) {
    try {
      outcome ? room_->wrote(quota_.used_bytes()) : room_->write_failed();
    } catch (const SqliteError&) {
      room_->write_failed();
    }
  }

  void roll_back() {
    insert_.reset();
    quota_.reset();
    db_.roll_back();
  }

  SqliteDb db_;
  SqliteStatement insert_;
  SqliteStatement delete_;
  TurnQuota quota_;
  StorageRoom* room_;
  const Clock& clock_;
  Log& log_;
};

class TurnReader {
 public:
  explicit TurnReader(const std::string& path)
      : db_(path),
        select_(db_,
                "SELECT at_ms, message, answer, model FROM turns "
                "WHERE conversation = ? AND expires_at > ? "
                "ORDER BY at_ms DESC, rowid DESC LIMIT ?") {}

  void read(std::vector<Read> reads) {
    for (Read& read : reads) {
      Result<std::vector<Turn>> outcome = recent(read);
      select_.reset();
      read.done(std::move(outcome));
    }
  }

 private:
  Result<std::vector<Turn>> recent(const Read& read) {
    try {
      select_.bind(1, read.conversation).bind(2, milliseconds(read.now));
      select_.bind(3, static_cast<std::int64_t>(read.max_turns));
      std::vector<Turn> turns;
      while (select_.step()) {
        turns.push_back({.at = Timestamp{std::chrono::milliseconds{select_.number(0)}},
                         .message = select_.text(1),
                         .answer = select_.text(2),
                         .model = select_.text(3)});
      }
      std::ranges::reverse(turns);
      return turns;
    } catch (const SqliteError& error) {
      return std::unexpected(store_error(error));
    }
  }

  SqliteDb db_;
  SqliteStatement select_;
};

class SqliteConversations final : public ConversationStore {
 public:
  SqliteConversations(const SqliteOptions& options, const Clock& clock, Log& log)
      : writer_(options, clock, log),
        reader_(options.path),
        write_worker_([this](std::vector<Write> writes) { writer_.write(std::move(writes)); },
                      IdleWork{.clock = clock,
                               .every = options.cleanup_interval,
                               .run = [this] { writer_.clean_up(); }}),
        read_worker_([this](std::vector<Read> reads) { reader_.read(std::move(reads)); }) {}

  Task<Result<std::vector<Turn>>> recent(std::string conversation, std::size_t max_turns,
                                         Timestamp now) override {
    return wait_for<std::vector<Turn>>([this, conversation = std::move(conversation), max_turns,
                                        now](Done<std::vector<Turn>> done) mutable {
      read_worker_.add({std::move(conversation), max_turns, now, std::move(done)});
    });
  }

  Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) override {
    return wait_for<void>([this, conversation = std::move(conversation), turn = std::move(turn),
                           expires_at](Done<void> done) mutable {
      write_worker_.add({std::move(conversation), std::move(turn), expires_at, std::move(done)});
    });
  }

 private:
  TurnWriter writer_;
  TurnReader reader_;
  Worker<Write> write_worker_;
  Worker<Read> read_worker_;
};

}  // namespace

std::filesystem::path make_folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty() || std::filesystem::exists(folder)) return folder;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (error) throw std::runtime_error(path + ": its folder cannot be made: " + error.message());
  return folder;
}

std::unique_ptr<ConversationStore> open_sqlite(const SqliteOptions& options, const Clock& clock,
                                               Log& log) {
  return open_on_file<SqliteConversations>(options.path, options, clock, log);
}

}  // namespace mta::storage
