#include "storage/sqlite_db.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace mta::storage {
namespace {

/// The conversations are nobody else's business: SQLite gives the -wal and -shm files the same
/// mode. A file that is there is not opened: closing it would drop the locks of every connection
/// that this process has on it (https://sqlite.org/howtocorrupt.html, 2.2).
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);  // where it failed, sqlite3_open_v2 says why
}

}  // namespace

void SqliteDb::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void SqliteStatement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

SqliteDb::SqliteDb(const std::string& path) : path_(path) {
  create_private(path);
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) throw error();
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

void SqliteDb::roll_back() {
  // It fails where there was no transaction, or SQLite has rolled it back itself.
  sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr);
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

}  // namespace mta::storage
