#pragma once

#include <memory>

#include "catalogue/understanding.h"
#include "core/ports.h"

namespace mta::models {

/// `model`, which is not asked where the message alone is a greeting, thanks, a question for our
/// contact or for the price of one device (Question::is_simple), nor where a visitor needs a
/// doctor: those `catalogue` answers, which is no fallback. A caller with a persona of its own is
/// always answered by `model`. The references must outlive it. Thread-safe.
std::unique_ptr<Model> make_direct_answers(std::unique_ptr<Model> model,
                                           std::unique_ptr<Model> catalogue,
                                           const catalogue::Understanding& understanding,
                                           Metrics& metrics);

}  // namespace mta::models
