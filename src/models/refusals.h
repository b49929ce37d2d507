#pragma once

#include <memory>

#include "catalogue/understanding.h"
#include "core/ports.h"

namespace mta::models {

/// Answers with a fixed refusal, in the visitor's language, where a guardrail ended `model`'s
/// answer (Completion::filtered) before the visitor saw any of it. `understanding` must outlive it.
/// Thread-safe.
std::unique_ptr<Model> make_refusals(std::unique_ptr<Model> model,
                                     const catalogue::Understanding& understanding);

}  // namespace mta::models
