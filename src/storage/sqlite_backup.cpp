#include "storage/sqlite_backup.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sqlite3.h>
#include <system_error>
#include <unistd.h>

#include "base/private_file.h"
#include "storage/durable_file.h"
#include "storage/sqlite_db.h"
#include "storage/sqlite_schema.h"

namespace mta::storage {
namespace {

namespace fs = std::filesystem;

std::string system_message() { return std::system_category().message(errno); }

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

/// Throws SqliteError.
Connection open_to_read(const std::string& path) {
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(handle);
  if (result != SQLITE_OK) throw SqliteError(path + ": " + sqlite3_errmsg(handle));
  sqlite3_busy_timeout(handle, 5000);
  return connection;
}

/// All pages at one moment: in WAL mode nobody who writes waits for it.
void copy(sqlite3* from, SqliteDb& to, const std::string& path) {
  sqlite3_backup* const backup = sqlite3_backup_init(to.handle(), "main", from, "main");
  if (backup == nullptr) throw to.error();
  sqlite3_backup_step(backup, -1);
  const int result = sqlite3_backup_finish(backup);
  if (result != SQLITE_OK) throw SqliteError(path + ": " + sqlite3_errstr(result));
}

/// Throws SqliteError where the file is damaged, or none of ours.
void check(SqliteDb& db) {
  check_schema(db);
  SqliteStatement statement(db, "PRAGMA integrity_check(1)");
  const std::string found = statement.step() ? statement.text(0) : "nothing";
  if (found != "ok") throw SqliteError("the file is damaged: " + found);
}

/// A checked copy at `to`, which must not be there.
void make_copy(const std::string& from, const std::string& to) {
  if (!fs::is_regular_file(from)) throw SqliteError(from + ": there is no such file");
  if (!create_private_file(to, "")) throw SqliteError(to + ": " + system_message());
  const Connection source = open_to_read(from);
  SqliteDb made(to);
  copy(source.get(), made, from);
  made.execute("PRAGMA journal_mode = DELETE");  // one file, that can be moved
  check(made);
}

/// Makes a checked copy and hands it to `take`; whatever happens, the draft is gone afterwards.
template <class Take>
auto with_copy(const std::string& from, const std::string& draft, const Take& take)
    -> decltype(take()) {
  struct Remove {
    const std::string& draft;
    ~Remove() {
      ::unlink(draft.c_str());
      ::unlink((draft + "-journal").c_str());
    }
  };
  ::unlink(draft.c_str());  // of a process that was killed
  const Remove remove{draft};
  try {
    make_copy(from, draft);
  } catch (const SqliteError& error) {
    const std::string what = error.what();
    return std::unexpected(what.starts_with(draft)  ? from + what.substr(draft.size())
                           : what.starts_with(from) ? what
                                                    : from + ": " + what);
  }
  return take();
}

/// Every connection holds a lock on these bytes of a file in WAL mode for as long as it is open
/// (https://sqlite.org/fileformat.html, "the lock-byte page").
bool is_in_use(const std::string& path) {
  constexpr off_t first_lock_byte = 0x40000000;
  constexpr off_t lock_bytes = 512;
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = first_lock_byte;
  lock.l_len = lock_bytes;
  const bool is_told = ::fcntl(file, F_GETLK, &lock) == 0;
  ::close(file);
  return !is_told || lock.l_type != F_UNLCK;
}

/// A name beside the file that is free.
std::string free_name(const std::string& path) {
  for (int number = 1;; ++number) {
    std::string name = path + ".before-restore-" + std::to_string(number);
    if (!fs::exists(name)) return name;
  }
}

/// Under a second name, with what was not written into it yet.
std::expected<void, std::string> keep(const std::string& path, const std::string& kept) {
  for (const char* ending : {"", "-wal"}) {
    const std::string file = path + ending;
    if (fs::exists(file) && ::link(file.c_str(), (kept + ending).c_str()) != 0) {
      return std::unexpected(kept + ending + ": " + system_message());
    }
  }
  sync_folder(fs::path(path).parent_path());
  return {};
}

std::expected<std::string, std::string> put_in_place(const std::string& draft,
                                                     const std::string& path) {
  std::string kept;
  if (fs::exists(path)) {
    kept = free_name(path);
    if (auto done = keep(path, kept); !done) return std::unexpected(done.error());
  }
  for (const char* ending : {"-wal", "-shm"}) ::unlink((path + ending).c_str());
  if (std::rename(draft.c_str(), path.c_str()) != 0) {
    return std::unexpected(path + ": " + system_message());
  }
  sync_folder(fs::path(path).parent_path());
  return kept;
}

}  // namespace

std::expected<void, std::string> back_up_sqlite(const std::string& from, const std::string& to) {
  if (fs::exists(to)) return std::unexpected(to + ": it exists already");
  const std::string draft = to + ".new";
  return with_copy(from, draft, [&]() -> std::expected<void, std::string> {
    if (::link(draft.c_str(), to.c_str()) != 0)
      return std::unexpected(to + ": " + system_message());
    sync_folder(fs::absolute(to).parent_path());
    return {};
  });
}

std::expected<std::string, std::string> restore_sqlite(const std::string& from,
                                                       const std::string& to) {
  if (is_in_use(to)) {
    return std::unexpected(to + ": a process has it open; stop the server first");
  }
  const std::string draft = to + ".restoring";
  return with_copy(from, draft, [&] { return put_in_place(draft, to); });
}

}  // namespace mta::storage
