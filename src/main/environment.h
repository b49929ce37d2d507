#pragma once

#include "config/load.h"

namespace mta {

/// The process's environment as it is now.
config::Environment process_environment();

}  // namespace mta
