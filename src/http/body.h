#pragma once

#include <cstddef>

#include "base/error.h"

namespace mta::http {

/// The largest body a request may have, in bytes (on Lambda: once base64 is decoded).
inline constexpr std::size_t max_body_bytes = std::size_t{64} * 1024;

/// The 413 of a body that is larger.
Error body_too_large();

}  // namespace mta::http
