#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/ports.h"
#include "http/message.h"

namespace mta::http {

/// The admin listener's handler: `GET /metrics`, whose text `exposition` makes. `hosts`: names
/// under which it answers.
Handler make_admin_handler(Random& random, Log& log, std::function<std::string()> exposition,
                           std::vector<std::string> hosts);

}  // namespace mta::http
