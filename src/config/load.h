#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.h"

namespace mta::config {

using Environment = std::map<std::string, std::string, std::less<>>;

/// Where settings come from, weakest first: defaults, the TOML file, the environment, flags.
struct Sources {
  Config defaults;
  std::optional<std::string> file;  ///< its path
  Environment environment;
  std::vector<std::pair<std::string, std::string>> flags;  ///< `section.key`, plain text; last wins
};

/// Everything that is wrong, one problem a line, each beginning with its place.
using Problems = std::vector<std::string>;

/// A Config, and where each of its settings was made.
class LoadedConfig {
 public:
  LoadedConfig(Config config, std::map<std::string, std::string, std::less<>> places)
      : config_(std::move(config)), places_(std::move(places)) {}

  [[nodiscard]] const Config& config() const { return config_; }
  /// `FILE:LINE: section.key`, `environment NAME`, `--set section.key` or `default section.key`.
  [[nodiscard]] std::string place(std::string_view name) const;

 private:
  Config config_;
  std::map<std::string, std::string, std::less<>> places_;
};

std::expected<LoadedConfig, Problems> load(const Sources& sources);

}  // namespace mta::config
