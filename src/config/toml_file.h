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

/// The entries of `text` in its order; `path` names it in problems. Error: one problem, with its
/// place.
std::expected<std::vector<TomlEntry>, std::string> parse_toml(const std::string& text,
                                                              const std::string& path);

/// The same of a file. Error: also a file that cannot be read.
std::expected<std::vector<TomlEntry>, std::string> read_toml(const std::string& path);

}  // namespace mta::config
