#pragma once

#include <expected>
#include <string>
#include <vector>

#include "config/settings.h"

namespace mta::config {

struct TomlEntry {
  std::string name;  ///< `section.key`
  std::size_t line = 0;
  Value value;
};

/// The file's entries in its order. Error: one problem, with its place.
std::expected<std::vector<TomlEntry>, std::string> read_toml(const std::string& path);

}  // namespace mta::config
