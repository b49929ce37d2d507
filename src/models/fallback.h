#pragma once

#include <memory>

#include "core/ports.h"

namespace mta::models {

/// `primary`, and where it fails before a visitor saw anything, `substitute` in its place (which is
/// marked and counted). What the failed call cost is part of the completion. `metrics` must outlive
/// it.
std::unique_ptr<Model> make_fallback(std::unique_ptr<Model> primary,
                                     std::unique_ptr<Model> substitute, Metrics& metrics);

}  // namespace mta::models
