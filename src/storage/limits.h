#pragma once

#include <cstdint>

namespace mta::storage {

/// How much may be stored. 0: any amount.
struct StorageLimits {
  /// What one visitor may add in a day (UTC); beyond it his oldest turns of the day are deleted.
  std::int64_t visitor_bytes_per_day = 0;
  /// Everything together; beyond it the oldest turns of all are deleted.
  std::int64_t total_bytes = 0;
};

}  // namespace mta::storage
