#pragma once

#include <string>

#include "http/message.h"

namespace mta::http {

/// The caller's own `X-Request-Id` where it is one (up to 64 of `A-Z a-z 0-9 _ -`), else a new one.
std::string request_id_of(const Request& request, Random& random);

}  // namespace mta::http
