#include <algorithm>
#include <string>

#include "base/text.h"
#include "config/load.h"
#include "config/secrets.h"
#include "config/settings.h"
#include "config/toml_file.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace mta::config;
using mta::test::require;

bool is_utf8(std::string_view text) {
  std::string again;
  for (std::string_view rest = text; !rest.empty();) {
    mta::append_code_point(again, mta::next_code_point(rest));
  }
  return again == text;
}

/// What is shown of a setting is a value for it; but for paths, which may hold any bytes, and TOML
/// may not.
void require_shown_is_taken(const Config& config) {
  for (const Setting& setting : settings()) {
    const std::string shown = setting.show(config);
    if (!is_utf8(shown)) continue;
    const auto entries = parse_toml(std::string(setting.key) + " = " + shown + "\n", "shown");
    require(entries && entries->size() == 1, "a setting is shown as TOML");
    Config again;
    require(setting.assign(again, entries->front().value), "what is shown can be set");
    require(setting.show(again) == shown, "what is set is shown");
  }
}

void take_file(std::string_view text) {
  const auto entries = parse_toml(std::string(text), "mta.toml");
  if (!entries) {
    require(entries.error().starts_with("mta.toml:"), "a problem has its place");
    return;
  }
  Config config;
  for (const TomlEntry& entry : *entries) {
    const Setting* setting = find_setting(entry.name);
    if (setting != nullptr && !setting->assign(config, entry.value)) {
      require(!written(entry.value).empty(), "what was given can be written down");
    }
  }
  require_shown_is_taken(config);
}

/// A line each: `section.key=value` is a flag, `NAME=value` a variable of the environment.
void take_lines(std::string_view text) {
  Sources sources;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = std::min(line.find('='), line.size());
    std::string name(line.substr(0, equals));
    std::string value(line.substr(std::min(equals + 1, line.size())));
    if (is_secret_name(name)) continue;  // names files to read
    if (name.find('.') != std::string::npos) {
      sources.flags.emplace_back(std::move(name), std::move(value));
    } else {
      sources.environment.emplace(std::move(name), std::move(value));
    }
  }
  const auto loaded = load(sources);
  if (!loaded) {
    require(!loaded.error().empty(), "what is wrong is said");
    return;
  }
  require_shown_is_taken(loaded->config());
}

}  // namespace

/// The first byte says whether the rest is a file or lines.
FUZZ_TARGET(settings) {
  if (input.empty()) return;
  const bool is_file = input[0] == 't';
  input.remove_prefix(1);
  if (is_file) {
    take_file(input);
  } else {
    take_lines(input);
  }
}
