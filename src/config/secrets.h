#pragma once

#include <expected>
#include <optional>
#include <string>

#include "config/load.h"

namespace mta::config {

/// What is no setting: it never stands in a file of settings, a flag, a log or an error.
struct Secrets {
  std::optional<std::string> session_secret;           ///< 32 bytes or more
  std::optional<std::string> previous_session_secret;  ///< 32 bytes or more
  std::optional<std::string> model_api_key;
  std::optional<std::string> webhook_secret;           ///< webhook_key() reads it
  std::optional<std::string> previous_webhook_secret;  ///< webhook_key() reads it
};

/// From `MTA_CHAT_...` or the files named in `MTA_CHAT_..._FILE` (a line break at the end is cut;
/// refused where other users can change or read them, base/private_file.h).
std::expected<Secrets, Problems> load_secrets(const Environment& environment);

/// True for the environment names that load_secrets reads.
bool is_secret_name(std::string_view name);

}  // namespace mta::config
