#pragma once

#include <stop_token>
#include <string>

#include "base/ports.h"

namespace mta {

/// When a call has to end, however far it is, and who makes it.
struct CallLimits {
  SteadyTime deadline = SteadyTime::max();
  /// Requested on the caller's event loop once nobody waits for the answer any more.
  std::stop_token client_gone;
  /// The keyed hash of the visitor, so that one visitor's failed calls weigh no more than
  /// another's; empty: no visitor in particular.
  std::string visitor = {};
};

}  // namespace mta
