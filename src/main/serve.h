#pragma once

#include "base/ports.h"
#include "main/wiring.h"

namespace mta {

/// SIGHUP, SIGTERM and SIGINT wait until serve() can heed them. Call it before the first thread
/// starts.
void hold_back_signals();

/// The command `serve`: runs the self-hosted server until a signal ends it; returns the exit code.
/// Throws std::runtime_error for what only the start can find.
int serve(const Setup& setup, Log& log);

}  // namespace mta
