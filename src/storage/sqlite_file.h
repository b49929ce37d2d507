#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "storage/sqlite_db.h"

namespace mta::storage {

inline void make_private_folder(const std::filesystem::path& folder) {
  if (folder.empty() || std::filesystem::exists(folder)) return;
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}

/// A store on the file at `path`, whose folder is made (mode 0700) where it is missing. Throws
/// std::runtime_error, which names the file, where it cannot be used.
template <class Store, class... Arguments>
std::unique_ptr<Store> open_on_file(const std::string& path, Arguments&&... arguments) {
  try {
    make_private_folder(std::filesystem::path(path).parent_path());
    return std::make_unique<Store>(std::forward<Arguments>(arguments)...);
  } catch (const std::filesystem::filesystem_error& error) {
    throw std::runtime_error(path + ": its folder cannot be made: " + error.code().message());
  } catch (const SqliteError& error) {
    const std::string what = error.what();
    throw std::runtime_error(what.starts_with(path) ? what : path + ": " + what);
  }
}

}  // namespace mta::storage
