#pragma once

#include <string>

namespace mta::storage {

/// Wipes what deleted rows have left in the file and its log. SQLite overwrites the cells of
/// deleted rows with zeros (secure_delete, which Debian's has on), but neither the copies that stay
/// in a page's free space when its cells are moved to another page, nor the log. Reads the whole
/// file; writers wait for some milliseconds a time. Throws SqliteError where the log cannot be
/// emptied, since somebody keeps reading it, or writing to the file fails.
void wipe_traces(const std::string& path);

}  // namespace mta::storage
