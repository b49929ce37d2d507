#pragma once

#include <string>

#include "base/ports.h"

namespace mta {

/// A time in UTC as strftime(3) writes it, at most 39 bytes long. The names of days and months are
/// English: nothing sets the program's locale.
std::string utc_text(Timestamp time, const char* format);

}  // namespace mta
