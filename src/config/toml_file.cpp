#include "config/toml_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include <toml++/toml.h>

namespace mta::config {
namespace {

Value value_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* boolean = node.as_boolean()) return boolean->get();
  std::ostringstream written;
  if (const auto* array = node.as_array()) {
    if (array->empty() || array->is_homogeneous<std::string>()) {
      std::vector<std::string> list;
      for (const auto& item : *array) list.push_back(item.as_string()->get());
      return list;
    }
    written << *array;
  } else if (node.is_table()) {
    written << "a table";
  } else {
    node.visit([&](const auto& other) { written << other; });
  }
  return Unusable{written.str()};
}

void collect(const std::string& section, const toml::table& table,
             std::vector<TomlEntry>& entries) {
  for (const auto& [key, node] : table) {
    entries.push_back({.name = section + std::string(key.str()),
                       .line = node.source().begin.line,
                       .value = value_of(node)});
  }
}

}  // namespace

std::expected<std::vector<TomlEntry>, std::string> parse_toml(const std::string& text,
                                                              const std::string& path) {
  try {
    const toml::table document = toml::parse(text, path);
    std::vector<TomlEntry> entries;
    for (const auto& [key, node] : document) {
      const std::string name(key.str());
      if (const auto* section = node.as_table()) {
        collect(name + ".", *section, entries);
      } else {
        entries.push_back(
            {.name = name, .line = node.source().begin.line, .value = value_of(node)});
      }
    }
    std::ranges::sort(entries, {}, [](const TomlEntry& entry) {
      return std::pair(entry.line, std::string_view(entry.name));
    });
    return entries;
  } catch (const toml::parse_error& error) {
    return std::unexpected(path + ":" + std::to_string(error.source().begin.line) + ": " +
                           std::string(error.description()));
  }
}

std::expected<std::vector<TomlEntry>, std::string> read_toml(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    return std::unexpected(path + ": the file cannot be read: " +
                           std::system_category().message(errno != 0 ? errno : ENOENT));
  }
  return parse_toml(text, path);
}

}  // namespace mta::config
