#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "chat/ports.h"

namespace mta::chat {

/// `model` with its calls in the metrics: time, time to the first chunk, tokens, cost. The clock
/// and the metrics must outlive it.
std::unique_ptr<Model> make_instrumented_model(std::unique_ptr<Model> model, const Clock& clock,
                                               Metrics& metrics);

/// One call in the metrics.
void record(Metrics& metrics, const Completion& completion, std::chrono::duration<double> duration,
            std::optional<std::chrono::duration<double>> first_chunk);

}  // namespace mta::chat
