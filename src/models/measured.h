#pragma once

#include <memory>

#include "core/ports.h"

namespace mta::models {

/// `model` with its calls in the metrics: time, time to the first chunk, tokens, cost. The clock
/// and the metrics must outlive it.
std::unique_ptr<Model> make_measured(std::unique_ptr<Model> model, const Clock& clock,
                                     Metrics& metrics);

}  // namespace mta::models
