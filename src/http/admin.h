#pragma once

#include <functional>
#include <string>

#include "core/ports.h"
#include "http/message.h"

namespace mta::http {

/// The admin listener's handler: `GET /metrics`, whose text `exposition` makes.
Handler make_admin_handler(Random& random, Log& log, std::function<std::string()> exposition);

}  // namespace mta::http
