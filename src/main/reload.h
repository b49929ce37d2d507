#pragma once

#include <optional>

#include "config/load.h"
#include "http/admin.h"

namespace mta {

/// Has the server that listens at `server.admin_listen` read its knowledge anew. Nothing: no server
/// answers there.
std::optional<http::Reloaded> ask_for_reload(const config::Config& config);

/// The command `reload`; the exit code.
int reload(const config::Config& config);

}  // namespace mta
