#pragma once

#include <map>
#include <string>

#include "http/message.h"

namespace mta::http {

/// The handlers of one path by method.
using Methods = std::map<std::string, Handler, std::less<>>;

/// Finds the handler by exact path and method, and notes the path as the request's route. 404 and
/// 405 (with `Allow`) otherwise; HEAD goes to GET's handler, its body is the front door's to leave
/// out.
Handler make_router(std::map<std::string, Methods, std::less<>> routes);

/// `Allow` of a path.
std::string allow_header(const Methods& methods);

}  // namespace mta::http
