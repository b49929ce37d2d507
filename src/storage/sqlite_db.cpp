#include "storage/sqlite_db.h"

#include <array>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/private_file.h"

namespace mta::storage {
namespace {

/// SQLite gives the -wal and -shm files the mode of the file beside them.
constexpr std::array<std::string_view, 3> file_endings = {"", "-wal", "-shm"};

/// Looks at files without opening them to be read: closing such a descriptor would drop the locks
/// of every connection that this process has on the file (https://sqlite.org/howtocorrupt.html,
/// 2.2), closing one of O_PATH does not.
void refuse_if_writable_by_others(const std::string& path) {
  const int file = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (file < 0) return;
  struct stat status{};
  const bool known = ::fstat(file, &status) == 0;
  ::close(file);
  const std::string wrong = known ? writable_by_others(path, status) : "";
  if (!wrong.empty()) throw SqliteError(path + ": the file " + wrong);
}

}  // namespace

void SqliteDb::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void SqliteStatement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

SqliteDb::SqliteDb(const std::string& path) : path_(path) {
  create_private_file(path, "");  // where it fails and no file is there, sqlite3_open_v2 says why
  sqlite3* handle = nullptr;
  // Without SQLITE_OPEN_CREATE, which would make the target of a dangling link for all to read.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) throw error();
  for (const std::string_view ending : file_endings) {
    refuse_if_writable_by_others(path + std::string(ending));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 5000);
}

SqliteError SqliteDb::error() const {
  const std::string text = path_ + ": " + sqlite3_errmsg(handle_.get());
  return SqliteError(text + " (SQLite code " +
                     std::to_string(sqlite3_extended_errcode(handle_.get())) + ")");
}

void SqliteDb::execute(const std::string& sql) {
  if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) throw error();
}

std::int64_t SqliteDb::query_number(const std::string& sql) {
  SqliteStatement statement(*this, sql);
  return statement.step() ? statement.number(0) : 0;
}

SqliteStatement::SqliteStatement(SqliteDb& db, std::string_view sql) : db_(db) {
  sqlite3_stmt* handle = nullptr;
  const int result = sqlite3_prepare_v3(db.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) throw db_.error();
}

SqliteStatement& SqliteStatement::bind(int position, std::string_view text) {
  const int result = sqlite3_bind_text(handle_.get(), position, text.data(),
                                       static_cast<int>(text.size()), SQLITE_STATIC);
  if (result != SQLITE_OK) throw db_.error();
  return *this;
}

SqliteStatement& SqliteStatement::bind(int position, std::int64_t number) {
  if (sqlite3_bind_int64(handle_.get(), position, number) != SQLITE_OK) throw db_.error();
  return *this;
}

bool SqliteStatement::step() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  throw db_.error();
}

void SqliteStatement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

std::string SqliteStatement::text(int column) const {
  const auto* data = sqlite3_column_text(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return data == nullptr
             ? std::string()
             : std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
}

std::int64_t SqliteStatement::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

SqliteTransactions::SqliteTransactions(SqliteDb& db)
    : db_(db), begin_(db, "BEGIN IMMEDIATE"), commit_(db, "COMMIT") {}

void SqliteTransactions::begin() {
  begin_.step();
  begin_.reset();
}

void SqliteTransactions::commit() {
  commit_.step();
  commit_.reset();
}

void SqliteTransactions::roll_back() {
  begin_.reset();
  commit_.reset();
  // It fails where there was no transaction, or SQLite has rolled it back itself.
  sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace mta::storage
