#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "storage/sqlite.h"
#include "storage/sqlite_db.h"

namespace mta::storage {

/// A store on the file at `path`, whose folder is made (mode 0700) where it is missing. Throws
/// std::runtime_error, which names the file, where it cannot be used.
template <class Store, class... Arguments>
std::unique_ptr<Store> open_on_file(const std::string& path, Arguments&&... arguments) {
  try {
    make_folder_of(path);
    return std::make_unique<Store>(std::forward<Arguments>(arguments)...);
  } catch (const SqliteError& error) {
    const std::string what = error.what();
    throw std::runtime_error(what.starts_with(path) ? what : path + ": " + what);
  }
}

}  // namespace mta::storage
