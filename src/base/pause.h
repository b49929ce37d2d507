#pragma once

#include <chrono>

#include "base/task.h"

namespace mta {

/// Waits for so long on the awaiting coroutine's event loop. Does not throw.
Task<void> pause(std::chrono::milliseconds time);

}  // namespace mta
