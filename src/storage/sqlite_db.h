#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// The little of SQLite's C interface that the store needs, with owners for its handles.
namespace mta::storage {

/// What SQLite said, with the file it is about. Never holds stored text.
class SqliteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One connection; for one thread at a time. Every call throws SqliteError on failure.
class SqliteDb {
 public:
  /// Opens `path` for reading and writing and makes it (mode 0600) where it is missing. A file that
  /// other users can change is refused.
  explicit SqliteDb(const std::string& path);

  void execute(const std::string& sql);
  std::int64_t query_number(const std::string& sql);
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] SqliteError error() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement, used again and again: bind, step, reset. Lives shorter than its
/// connection.
class SqliteStatement {
 public:
  SqliteStatement(SqliteDb& db, std::string_view sql);

  /// Positions count from 1. `text` must live until the statement is reset.
  SqliteStatement& bind(int position, std::string_view text);
  SqliteStatement& bind(int position, std::int64_t number);
  /// True: a row can be read. False: done.
  bool step();
  /// Forgets the rows and the texts bound; call it on every way out of a use.
  void reset();
  /// Columns count from 0.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  SqliteDb& db_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// A connection's transactions that write, one at a time.
class SqliteTransactions {
 public:
  explicit SqliteTransactions(SqliteDb& db);

  void begin();
  void commit();
  /// Undoes the one under way, where there is one. Does not throw. The statements that were used in
  /// it must have been reset.
  void roll_back();

 private:
  SqliteDb& db_;
  SqliteStatement begin_;
  SqliteStatement commit_;
};

}  // namespace mta::storage
