#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/ports.h"

namespace mta::observe {

/// Writes a log line, newline included, in one piece. Called by one thread at a time.
using LineWriter = std::function<void(std::string_view line)>;

/// Log lines as JSON objects: `timestamp`, `level`, `message`, then the fields in their order.
/// Thread-safe; `clock` must outlive it.
std::unique_ptr<Log> make_json_log(const Clock& clock, LineWriter write);

/// Writes to a file descriptor; what it does not take is lost, never waited for with a lock held
/// longer than the write itself.
LineWriter write_to(int file_descriptor);

}  // namespace mta::observe
