#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"

namespace mta::config {

/// Plain text, as flags and the environment give it.
struct PlainText {
  std::string text;
};
/// A TOML value that no setting takes (a date, a table, a mixed array), as it was written.
struct Unusable {
  std::string written;
};
using Value = std::variant<PlainText, std::string, std::int64_t, double, bool,
                           std::vector<std::string>, Unusable>;

/// One line of the settings table: how a value gets into the Config, and what the documentation
/// says.
struct Setting {
  std::string_view section;
  std::string_view key;
  std::string_view meaning;
  std::string allowed;                                ///< "a whole number from 1 to 64"
  std::function<bool(Config&, const Value&)> assign;  ///< false: not allowed
  std::function<std::string(const Config&)> show;     ///< as TOML
  std::string_view original_environment_name = {};    ///< the Python system's, if it had one

  [[nodiscard]] std::string name() const { return std::string(section) + "." + std::string(key); }
  /// `MTA_CHAT_<SECTION>_<KEY>`
  [[nodiscard]] std::string environment_name() const;
};

/// All of them, in the order of the documentation.
const std::vector<Setting>& settings();
const Setting* find_setting(std::string_view name);

/// The value as it was given, for an error.
std::string written(const Value& value);

}  // namespace mta::config
