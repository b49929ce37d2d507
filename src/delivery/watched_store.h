#pragma once

#include <functional>
#include <memory>

#include "leads/ports.h"

namespace mta::delivery {

/// A store that counts new leads and says when something is to be delivered: `on_event` is called,
/// on whatever thread, after a lead was saved, erased or replayed. Null where `store` is.
std::unique_ptr<leads::LeadStore> make_watched_store(std::unique_ptr<leads::LeadStore> store,
                                                     Metrics& metrics,
                                                     std::function<void()> on_event);

}  // namespace mta::delivery
