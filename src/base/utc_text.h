#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ports.h"

namespace mta {

/// A time in UTC as strftime(3) writes it, at most 39 bytes long. The names of days and months are
/// English: nothing sets the program's locale.
std::string utc_text(Timestamp time, const char* format);

/// RFC 3339 in UTC with milliseconds: `2026-11-29T11:34:56.789Z`.
std::string rfc3339(Timestamp time);
/// What such a text says, with milliseconds or without; nothing: it is none, or not in UTC.
std::optional<Timestamp> rfc3339_time(std::string_view text);

}  // namespace mta
