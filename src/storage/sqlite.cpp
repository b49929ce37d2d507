#include "storage/sqlite.h"

#include <algorithm>
#include <sqlite3.h>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

#include "base/wait_for.h"
#include "storage/milliseconds.h"
#include "storage/sqlite_db.h"
#include "storage/sqlite_erasures.h"
#include "storage/sqlite_file.h"
#include "storage/sqlite_quota.h"
#include "storage/sqlite_record.h"
#include "storage/sqlite_schema.h"
#include "storage/sqlite_traces.h"
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

Error no_room() {
  return {.kind = ErrorKind::store_failed, .message = {}, .detail = "there is no room to write"};
}

struct Append {
  std::string conversation;
  Turn turn;
  Timestamp expires_at;
  Done<void> done;
};

struct GiveFeedback {
  AnswerFeedback given;
  Timestamp now;
  Done<bool> done;
  bool found = false;
};

struct AddRefusals {
  RefusedInHour refused;
  Done<void> done;
};

struct Erase {
  std::vector<std::string> conversations;  ///< as they are stored
  std::string public_id;                   ///< empty: it is not known
  Timestamp now;
  /// What another try has erased before the wiping failed is not found any more: the file is wiped
  /// all the same.
  bool is_repeatable = false;
  Done<std::size_t> done;
  std::size_t turns = 0;
};

using Change = std::variant<Append, GiveFeedback, AddRefusals>;
using Write = std::variant<Change, Erase>;

struct Recent {
  std::string conversation;
  std::size_t max_turns = 0;
  Timestamp now;
  Done<std::vector<Turn>> done;
};

struct ListRecords {
  RecordQuery query;
  Timestamp now;
  Done<RecordPage> done;
};

struct ListRefusals {
  std::chrono::sys_days day;
  Done<std::vector<RefusedInHour>> done;
};

struct StoredNames {
  std::string public_id;
  Done<std::vector<std::string>> done;
};

using Read = std::variant<Recent, ListRecords, ListRefusals, StoredNames>;

class TurnWriter {
 public:
  TurnWriter(const SqliteOptions& options, const Clock& clock, Log& log)
      : db_(prepared(options.path)),
        transactions_(db_),
        insert_(db_,
                "INSERT INTO turns (conversation, at_ms, message, answer, model, expires_at, " +
                    std::string(record_columns) +
                    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        delete_(db_,
                "DELETE FROM turns WHERE rowid IN "
                "(SELECT rowid FROM turns WHERE expires_at <= ? LIMIT ?)"),
        erase_(db_, "DELETE FROM turns WHERE conversation = ?"),
        quota_(db_, options.limits),
        records_(db_),
        erasures_(db_),
        path_(options.path),
        room_(options.room),
        clock_(clock),
        log_(log) {
    if (room_ != nullptr) room_->wrote(quota_.used_bytes());
  }

  void write(std::vector<Write> writes) {
    std::vector<Change> changes;
    std::vector<Erase> erasures;
    for (Write& write : writes) {
      if (auto* change = std::get_if<Change>(&write)) changes.push_back(std::move(*change));
      if (auto* erase = std::get_if<Erase>(&write)) erasures.push_back(std::move(*erase));
    }
    if (!changes.empty()) change(changes);
    if (!erasures.empty()) erase(erasures);
  }

  void clean_up() {
    try {
      for (int batch = 0; batch < cleanup_batches && delete_batch() == cleanup_batch; ++batch) {
      }
      for (int batch = 0; batch < cleanup_batches && quota_.trim_total(cleanup_batch); ++batch) {
      }
      records_.clean_up(clock_.now());
      erasures_.clean_up(clock_.now());
    } catch (const SqliteError& error) {
      log_.write(LogLevel::error, "deleting old turns failed", {{"cause", error.what()}});
      quota_.reset();
      records_.reset();
      erasures_.reset();
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

  /// One transaction for all; each is told how it ended. Where there is no room nothing is written,
  /// and turns are left out.
  void change(std::vector<Change>& writes) {
    const bool has_room = room_ == nullptr || room_->has_room();
    const Result<void> outcome = has_room ? commit(writes) : std::unexpected(no_room());
    if (has_room && room_ != nullptr) tell_room(outcome);
    for (Change& write : writes) {
      std::visit([&](auto& one) { tell(one, outcome, has_room); }, write);
    }
  }

  /// Whatever room there is. The file is read once for all of them.
  void erase(std::vector<Erase>& erasures) {
    Result<void> outcome = commit(erasures);
    const bool is_wipe_wanted = std::ranges::any_of(
        erasures, [](const Erase& one) { return one.is_repeatable || one.turns > 0; });
    if (outcome && is_wipe_wanted) outcome = wipe();
    for (Erase& one : erasures) {
      one.done(outcome ? Result<std::size_t>(one.turns) : std::unexpected(outcome.error()));
    }
  }

  Result<void> wipe() {
    try {
      wipe_traces(path_);
      return {};
    } catch (const SqliteError& error) {
      return std::unexpected(store_error(error));
    }
  }

  template <class One>
  Result<void> commit(std::vector<One>& writes) {
    try {
      transactions_.begin();
      for (One& write : writes) apply(write);
      quota_.trim_total(trimmed_per_turn * static_cast<std::int64_t>(writes.size()));
      transactions_.commit();
      return {};
    } catch (const SqliteError& error) {
      roll_back();
      return std::unexpected(store_error(error));
    }
  }

  void apply(Change& write) {
    std::visit([this](auto& one) { apply(one); }, write);
  }

  void apply(const Append& write) {
    const Turn& turn = write.turn;
    if (erasures_.leave_out(turn)) return;
    insert_.bind(1, write.conversation).bind(2, milliseconds(turn.at));
    insert_.bind(3, turn.message).bind(4, turn.answer).bind(5, turn.model);
    insert_.bind(6, milliseconds(write.expires_at));
    const std::string rows = turn.record ? encode_rows(turn.record->facts.rows) : std::string();
    if (turn.record) bind_record(insert_, 7, *turn.record, rows);
    insert_.step();
    insert_.reset();
    quota_.add(turn.visitor, today(), sqlite3_last_insert_rowid(db_.handle()),
               stored_bytes(write.conversation, turn));
  }

  void apply(GiveFeedback& write) {
    const auto turn = records_.give_feedback(write.given, write.now);
    write.found = turn.has_value();
    const std::string& comment = write.given.feedback.comment;
    if (!turn || comment.empty()) return;
    quota_.add(write.given.visitor, today(), *turn, static_cast<std::int64_t>(comment.size()));
  }

  /// Days since the Unix epoch.
  [[nodiscard]] std::int64_t today() const {
    return std::chrono::floor<std::chrono::days>(clock_.now()).time_since_epoch().count();
  }

  void apply(const AddRefusals& write) { records_.add(write.refused); }

  /// SQLite may give the number of a turn that is gone to another visitor's.
  void apply(Erase& write) {
    if (!write.public_id.empty()) erasures_.mark(write.public_id, write.now);
    for (const std::string& conversation : write.conversations) {
      quota_.forget_turns_of(conversation);
      erase_.bind(1, conversation).step();
      erase_.reset();
      write.turns += static_cast<std::size_t>(db_.query_number("SELECT changes()"));
    }
  }

  static void tell(Append& write, const Result<void>& outcome, bool has_room) {
    write.done(has_room ? outcome : Result<void>{});
  }

  static void tell(GiveFeedback& write, const Result<void>& outcome, bool) {
    write.done(outcome ? Result<bool>(write.found) : std::unexpected(outcome.error()));
  }

  static void tell(AddRefusals& write, const Result<void>& outcome, bool) { write.done(outcome); }

  void tell_room(const Result<void>& outcome) {
    outcome ? room_->wrote(quota_.used_bytes()) : room_->write_failed();
  }

  void roll_back() {
    insert_.reset();
    erase_.reset();
    quota_.reset();
    records_.reset();
    erasures_.reset();
    transactions_.roll_back();
  }

  SqliteDb db_;
  SqliteTransactions transactions_;
  SqliteStatement insert_;
  SqliteStatement delete_;
  SqliteStatement erase_;
  TurnQuota quota_;
  RecordWriter records_;
  ErasureMarks erasures_;
  std::string path_;
  StorageRoom* room_;
  const Clock& clock_;
  Log& log_;
};

class TurnReader {
 public:
  explicit TurnReader(const std::string& path)
      : db_(path),
        select_(db_, "SELECT at_ms, message, answer, model, " + std::string(feedback_columns) +
                         " FROM turns WHERE conversation = ? AND expires_at > ? "
                         "ORDER BY at_ms DESC, rowid DESC LIMIT ?"),
        // Seldom asked: it reads the table, rather than have every turn pay for an index.
        names_(db_, "SELECT DISTINCT conversation FROM turns WHERE conversation_id = ?"),
        records_(db_) {}

  void read(std::vector<Read> reads) {
    for (Read& read : reads) {
      std::visit([this](auto& one) { answer(one); }, read);
    }
  }

 private:
  void answer(Recent& read) {
    tell<std::vector<Turn>>(read.done, [&] { return recent(read); });
  }

  void answer(ListRecords& read) {
    tell<RecordPage>(read.done, [&] { return records_.records(read.query, read.now); });
  }

  void answer(StoredNames& read) {
    tell<std::vector<std::string>>(read.done, [&] { return stored_names(read.public_id); });
  }

  void answer(ListRefusals& read) {
    tell<std::vector<RefusedInHour>>(read.done, [&] { return records_.refusals(read.day); });
  }

  template <class T>
  void tell(Done<T>& done, const auto& rows) {
    Result<T> outcome;
    try {
      outcome = rows();
    } catch (const SqliteError& error) {
      outcome = std::unexpected(store_error(error));
    }
    select_.reset();
    names_.reset();
    records_.reset();
    done(std::move(outcome));
  }

  std::vector<Turn> recent(const Recent& read) {
    select_.bind(1, read.conversation).bind(2, milliseconds(read.now));
    select_.bind(3, static_cast<std::int64_t>(read.max_turns));
    std::vector<Turn> turns;
    while (select_.step()) {
      turns.push_back({.at = Timestamp{std::chrono::milliseconds{select_.number(0)}},
                       .message = select_.text(1),
                       .answer = select_.text(2),
                       .model = select_.text(3),
                       .feedback = feedback_at(select_, 4)});
    }
    std::ranges::reverse(turns);
    return turns;
  }

  std::vector<std::string> stored_names(const std::string& public_id) {
    names_.bind(1, public_id);
    std::vector<std::string> names;
    while (names_.step()) names.push_back(names_.text(0));
    return names;
  }

  SqliteDb db_;
  SqliteStatement select_;
  SqliteStatement names_;
  RecordReader records_;
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
      read_worker_.add(Recent{std::move(conversation), max_turns, now, std::move(done)});
    });
  }

  Task<Result<void>> append(std::string conversation, Turn turn, Timestamp expires_at) override {
    return wait_for<void>([this, conversation = std::move(conversation), turn = std::move(turn),
                           expires_at](Done<void> done) mutable {
      write_worker_.add(
          Append{std::move(conversation), std::move(turn), expires_at, std::move(done)});
    });
  }

  Task<Result<RecordPage>> records(RecordQuery query, Timestamp now) override {
    return wait_for<RecordPage>(
        [this, query = std::move(query), now](Done<RecordPage> done) mutable {
          read_worker_.add(ListRecords{std::move(query), now, std::move(done)});
        });
  }

  Task<Result<bool>> give_feedback(AnswerFeedback given, Timestamp now) override {
    return wait_for<bool>([this, given = std::move(given), now](Done<bool> done) mutable {
      write_worker_.add(GiveFeedback{std::move(given), now, std::move(done)});
    });
  }

  Task<Result<std::size_t>> erase(WhichConversation which, Timestamp now) override {
    if (auto* stored = std::get_if<StoredUnder>(&which)) {
      co_return co_await write(Erase{.conversations = {std::move(stored->conversation)},
                                     .public_id = std::move(stored->public_id),
                                     .now = now});
    }
    std::string public_id = std::move(std::get<PubliclyNamed>(which).public_id);
    // Marked before the names are read: a turn that is stored between is then left out.
    const auto marked = co_await write(Erase{.public_id = public_id, .now = now});
    if (!marked) co_return std::unexpected(marked.error());
    auto names = co_await stored_names(public_id);
    if (!names) co_return std::unexpected(std::move(names.error()));
    co_return co_await write(Erase{.conversations = std::move(*names),
                                   .public_id = std::move(public_id),
                                   .now = now,
                                   .is_repeatable = true});
  }

  Task<Result<void>> add_refusals(RefusedInHour refused) override {
    return wait_for<void>([this, refused](Done<void> done) {
      write_worker_.add(AddRefusals{refused, std::move(done)});
    });
  }

  Task<Result<std::vector<RefusedInHour>>> refusals(std::chrono::sys_days day) override {
    return wait_for<std::vector<RefusedInHour>>([this, day](Done<std::vector<RefusedInHour>> done) {
      read_worker_.add(ListRefusals{day, std::move(done)});
    });
  }

 private:
  Task<Result<std::size_t>> write(Erase erase) {
    return wait_for<std::size_t>([this, erase = std::move(erase)](Done<std::size_t> done) mutable {
      erase.done = std::move(done);
      write_worker_.add(std::move(erase));
    });
  }

  Task<Result<std::vector<std::string>>> stored_names(std::string public_id) {
    return wait_for<std::vector<std::string>>(
        [this, public_id = std::move(public_id)](Done<std::vector<std::string>> done) mutable {
          read_worker_.add(StoredNames{std::move(public_id), std::move(done)});
        });
  }

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
