#pragma once

#include <memory>

#include "base/ports.h"
#include "chat/price_guard.h"

namespace mta::chat {

/// `model` with its answers checked, counted and logged. The references must outlive it.
std::unique_ptr<Model> make_guarded(std::unique_ptr<Model> model, PriceGuardMode mode,
                                    const catalogue::Understanding& understanding, Metrics& metrics,
                                    Log& log);

}  // namespace mta::chat
