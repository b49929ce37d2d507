#pragma once

#include "http/route.h"

namespace mta::http {

/// What `handler` answers. The one place where a failure becomes the route's own error body; an
/// exception becomes a 500 whose cause is in the log under the request's id.
Task<Response> answer_errors(Exchange& exchange, const Handler& handler, Log& log);

}  // namespace mta::http
