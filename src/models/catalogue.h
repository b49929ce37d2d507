#pragma once

#include <memory>

#include "catalogue/understanding.h"
#include "core/ports.h"

namespace mta::models {

/// The built-in model: answers from the catalogue, deterministic, without a network and without
/// tokens. `understanding` must outlive it. Thread-safe.
std::unique_ptr<Model> make_catalogue(const catalogue::Understanding& understanding);

}  // namespace mta::models
