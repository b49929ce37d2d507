#pragma once

#include <expected>
#include <string>

/// Copies of the SQLite file.
namespace mta::storage {

/// Copies the file at `from`, which may be in use, to a new file at `to` (mode 0600), as it is at
/// one moment, and checks the copy by opening it. `to` appears only once it is whole. Error: what
/// failed, with the file; then there is no `to`.
std::expected<void, std::string> back_up_sqlite(const std::string& from, const std::string& to);

/// Puts a copy of the file at `from`, once that has been checked, in the place of the one at `to`,
/// which is kept beside it. The name under which it is kept, empty where there was none. Error: why
/// `from` cannot be used, or that `to` is in use.
std::expected<std::string, std::string> restore_sqlite(const std::string& from,
                                                       const std::string& to);

}  // namespace mta::storage
