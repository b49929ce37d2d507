#pragma once

#include <cstdint>

#include "base/ports.h"

namespace mta::storage {

/// A time as the stores keep it: since the Unix epoch.
inline std::int64_t milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

}  // namespace mta::storage
