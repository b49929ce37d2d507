#include "storage/sqlite_traces.h"

#include <algorithm>
#include <array>
#include <sqlite3.h>
#include <vector>

#include "storage/sqlite_db.h"

namespace mta::storage {
namespace {

// Some 16 MiB: writers wait for a batch.
constexpr std::int64_t batch_pages = 4096;
constexpr int most_tries = 100;

/// A part of a page, from its beginning.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::size_t big_endian(const std::vector<char>& page, std::size_t at) {
  return std::size_t{static_cast<unsigned char>(page.at(at))} << 8U |
         static_cast<unsigned char>(page.at(at + 1));
}

/// The space between a b-tree page's cell pointers and its cells; empty for other pages, whose
/// first byte is 0: https://sqlite.org/fileformat2.html, 1.6.
Range free_space(const std::vector<char>& page, bool is_first) {
  constexpr std::size_t file_header = 100;
  constexpr std::size_t largest_offset = 65536;  // is written as 0
  const std::size_t header = is_first ? file_header : 0;
  const char kind = page.at(header);
  const bool is_leaf = kind == 10 || kind == 13;
  if (!is_leaf && kind != 2 && kind != 5) return {};
  const std::size_t cells = big_endian(page, header + 3);
  const std::size_t content = big_endian(page, header + 5);
  const Range range{.begin = header + (is_leaf ? 8 : 12) + 2 * cells,
                    .end = content == 0 ? largest_offset : content};
  return range.begin < range.end && range.end <= page.size() ? range : Range{};
}

/// A connection of its own: the others notice that it has changed the file and read it anew, so
/// that none writes an old copy of a page back.
class Wiper {
 public:
  explicit Wiper(const std::string& path)
      : db_(path), page_(static_cast<std::size_t>(db_.query_number("PRAGMA page_size"))) {}

  void wipe() {
    for (std::int64_t first = 0; first < pages();) first = wipe_batch(first);
    empty_log();
  }

 private:
  std::int64_t pages() { return db_.query_number("PRAGMA page_count"); }

  void empty_log() {
    const int result = sqlite3_wal_checkpoint_v2(db_.handle(), "main", SQLITE_CHECKPOINT_TRUNCATE,
                                                 nullptr, nullptr);
    if (result != SQLITE_OK) throw db_.error();
  }

  /// Where the next batch begins.
  std::int64_t wipe_batch(std::int64_t first) {
    begin_with_empty_log();
    const std::int64_t end = std::min(first + batch_pages, pages());
    for (std::int64_t number = first; number < end; ++number) wipe_page(number);
    check(file_of(SQLITE_FCNTL_FILE_POINTER)
              ->pMethods->xSync(file_of(SQLITE_FCNTL_FILE_POINTER), SQLITE_SYNC_FULL));
    // A change by which the others know that what they have read is out of date.
    db_.execute("PRAGMA user_version = " + std::to_string(db_.query_number("PRAGMA user_version")));
    db_.execute("COMMIT");
    return end;
  }

  /// What is in the log is not in the file yet. Who writes between the two lines makes another try
  /// necessary.
  void begin_with_empty_log() {
    for (int tries = 0; tries < most_tries; ++tries) {
      empty_log();
      db_.execute("BEGIN IMMEDIATE");
      sqlite3_file* log = file_of(SQLITE_FCNTL_JOURNAL_POINTER);
      sqlite3_int64 bytes = 0;
      if (log->pMethods == nullptr) return;
      check(log->pMethods->xFileSize(log, &bytes));
      if (bytes == 0) return;
      db_.execute("ROLLBACK");
    }
    throw SqliteError("the log is never empty");
  }

  void wipe_page(std::int64_t number) {
    sqlite3_file* file = file_of(SQLITE_FCNTL_FILE_POINTER);
    const auto offset = number * static_cast<std::int64_t>(page_.size());
    check(file->pMethods->xRead(file, page_.data(), static_cast<int>(page_.size()), offset));
    const Range range = free_space(page_, number == 0);
    const auto begin = page_.begin() + static_cast<std::ptrdiff_t>(range.begin);
    const auto end = page_.begin() + static_cast<std::ptrdiff_t>(range.end);
    if (std::all_of(begin, end, [](char byte) { return byte == 0; })) return;
    std::fill(begin, end, '\0');
    check(file->pMethods->xWrite(file, page_.data() + range.begin,
                                 static_cast<int>(range.end - range.begin),
                                 offset + static_cast<std::int64_t>(range.begin)));
  }

  sqlite3_file* file_of(int which) {
    sqlite3_file* file = nullptr;
    check(sqlite3_file_control(db_.handle(), "main", which, static_cast<void*>(&file)));
    return file;
  }

  static void check(int result) {
    if (result != SQLITE_OK)
      throw SqliteError("wiping failed: " + std::string(sqlite3_errstr(result)));
  }

  SqliteDb db_;
  std::vector<char> page_;
};

}  // namespace

void wipe_traces(const std::string& path) { Wiper(path).wipe(); }

}  // namespace mta::storage
