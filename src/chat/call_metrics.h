#pragma once

#include <chrono>
#include <optional>

#include "chat/ports.h"

namespace mta::chat {

/// One answer of a model or of the catalogue in the metrics: time, time to the first text (empty:
/// there was none), tokens, cost.
void record(Metrics& metrics, const Completion& completion, std::chrono::duration<double> duration,
            std::optional<std::chrono::duration<double>> first_text);

}  // namespace mta::chat
