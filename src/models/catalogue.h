#pragma once

#include <memory>

#include "core/catalogue_index.h"
#include "core/knowledge.h"
#include "core/ports.h"

namespace mta::models {

/// The built-in model: answers from the catalogue, deterministic, without a network and without
/// tokens. `knowledge` and its `index` must outlive it. Thread-safe.
std::unique_ptr<Model> make_catalogue(const Knowledge& knowledge, const CatalogueIndex& index);

}  // namespace mta::models
