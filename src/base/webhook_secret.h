#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mta {

/// The key in a secret of Standard Webhooks, `whsec_` and base64 of 24 to 64 bytes. Nothing: it is
/// none. https://github.com/standard-webhooks/standard-webhooks, "Signature scheme"
std::optional<std::string> webhook_key(std::string_view secret);

}  // namespace mta
