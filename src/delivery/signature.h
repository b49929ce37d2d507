#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ports.h"

namespace mta::delivery {

/// The value of `webhook-signature` (Standard Webhooks 1.0): a `v1,` signature with each key, a
/// space between them. `keys` as webhook_key() gives them, the current one first.
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id,
                              std::chrono::sys_seconds time, std::string_view body);

}  // namespace mta::delivery
