#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/ports.h"

namespace mta {

/// The value of a Retry-After header (RFC 9110, 10.2.3): whole seconds, or a date in one of the
/// three forms of HTTP; at most `longest`, 0 for a date that has passed. Nothing: it is neither
/// (negative numbers are not).
std::optional<std::chrono::seconds> retry_after(std::string_view value, Timestamp now,
                                                std::chrono::seconds longest);

}  // namespace mta
