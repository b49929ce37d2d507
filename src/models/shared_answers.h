#pragma once

#include <chrono>
#include <memory>

#include "core/ports.h"

namespace mta::models {

/// `model`, which is asked once for the same first question: its answer is kept for `keep_for` and
/// given to who asks the same (no conversation before, the same instructions and knowledge, the
/// same folded words), and questions that are the same and under way at once share one call. An
/// answer that is shared or kept costs no tokens. Kept are the 500 used last of at most 16 KiB, so
/// 8 MB at the very most. The clock and the metrics must outlive it. Thread-safe.
std::unique_ptr<Model> make_shared_answers(std::unique_ptr<Model> model,
                                           std::chrono::seconds keep_for, const Clock& clock,
                                           Metrics& metrics);

}  // namespace mta::models
