#pragma once

#include <chrono>

#include "base/ports.h"

namespace mta {

/// How long to wait before retry number `retry` (0 is the first): anything from nothing up to a
/// bound that starts with `first_bound` and doubles ("full jitter", AWS Architecture Blog,
/// "Exponential Backoff And Jitter").
std::chrono::milliseconds full_jitter(std::chrono::milliseconds first_bound, int retry,
                                      Random& random);

}  // namespace mta
