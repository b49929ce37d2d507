#include <utility>

#include "storage/milliseconds.h"
#include "storage/sqlite.h"
#include "storage/sqlite_file.h"
#include "storage/sqlite_jobs.h"
#include "storage/sqlite_schema.h"

namespace mta::storage {
namespace {

class DraftTable {
 public:
  explicit DraftTable(const std::string& path)
      : db_(prepared(path)),
        transactions_(db_),
        put_(db_,
             "INSERT OR REPLACE INTO lead_drafts (conversation, sealed, expires_at) "
             "VALUES (?, ?, ?)"),
        select_(db_, "SELECT sealed FROM lead_drafts WHERE conversation = ? AND expires_at > ?"),
        drop_(db_, "DELETE FROM lead_drafts WHERE conversation = ?"),
        expired_(db_,
                 "DELETE FROM lead_drafts WHERE rowid IN "
                 "(SELECT rowid FROM lead_drafts WHERE expires_at <= ? LIMIT ?)") {}

  SqliteTransactions& transactions() { return transactions_; }

  void reset() {
    put_.reset();
    select_.reset();
    drop_.reset();
    expired_.reset();
  }

  void put(const std::string& conversation, const std::string& sealed, Timestamp expires_at) {
    put_.bind(1, conversation).bind(2, sealed).bind(3, milliseconds(expires_at)).step();
    put_.reset();
  }

  std::optional<std::string> draft(const std::string& conversation, Timestamp now) {
    select_.bind(1, conversation).bind(2, milliseconds(now));
    auto sealed = select_.step() ? std::optional(select_.text(0)) : std::nullopt;
    select_.reset();
    return sealed;
  }

  void drop(const std::string& conversation) {
    drop_.bind(1, conversation).step();
    drop_.reset();
  }

  bool clean_up(Timestamp now, std::int64_t most) {
    expired_.bind(1, milliseconds(now)).bind(2, most).step();
    expired_.reset();
    return db_.query_number("SELECT changes()") == most;
  }

 private:
  /// With synchronous=NORMAL: a power cut may take a draft, which is asked for again.
  static SqliteDb prepared(const std::string& path) {
    SqliteDb db(path);
    prepare_schema(db);
    return db;
  }

  SqliteDb db_;
  SqliteTransactions transactions_;
  SqliteStatement put_;
  SqliteStatement select_;
  SqliteStatement drop_;
  SqliteStatement expired_;
};

class SqliteDrafts final : public leads::DraftStore {
 public:
  SqliteDrafts(const SqliteOptions& options, const Clock& clock, Log& log)
      : jobs_(options, clock, log) {}

  Task<Result<void>> put_draft(std::string conversation, std::string sealed,
                               Timestamp expires_at) override {
    return nothing([conversation = std::move(conversation), sealed = std::move(sealed), expires_at](
                       DraftTable& table) { table.put(conversation, sealed, expires_at); });
  }

  Task<Result<std::optional<std::string>>> draft(std::string conversation, Timestamp now) override {
    return jobs_.run<std::optional<std::string>>(
        [conversation = std::move(conversation), now](DraftTable& table) {
          return table.draft(conversation, now);
        });
  }

  Task<Result<void>> drop_draft(std::string conversation) override {
    return nothing(
        [conversation = std::move(conversation)](DraftTable& table) { table.drop(conversation); });
  }

 private:
  Task<Result<void>> nothing(std::move_only_function<void(DraftTable&)> work) {
    auto done = co_await jobs_.run<bool>([work = std::move(work)](DraftTable& table) mutable {
      work(table);
      return true;
    });
    if (!done) co_return std::unexpected(std::move(done.error()));
    co_return Result<void>{};
  }

  SqliteJobs<DraftTable> jobs_;
};

}  // namespace

std::unique_ptr<leads::DraftStore> open_sqlite_drafts(const SqliteOptions& options,
                                                      const Clock& clock, Log& log) {
  return open_on_file<SqliteDrafts>(options.path, options, clock, log);
}

}  // namespace mta::storage
