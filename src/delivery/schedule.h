#pragma once

#include <chrono>
#include <optional>

#include "base/ports.h"

namespace mta::delivery {

/// No receiver is asked again later than this because it says so.
inline constexpr std::chrono::hours longest_retry_after{24};

/// How long to wait after try number `attempt` (1 is the first) has failed: 5 s, 5 min, 30 min, 2,
/// 5, 10, 14, 20 and 24 h (Standard Webhooks, "Deliverability and reliability"), up to a tenth more
/// so that receivers are not asked at the same moment by everybody; `asked_for` where that is
/// longer. Nothing: that was the last one.
std::optional<std::chrono::milliseconds> delay_after(int attempt,
                                                     std::optional<std::chrono::seconds> asked_for,
                                                     Random& random);

}  // namespace mta::delivery
