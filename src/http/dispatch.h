#pragma once

#include "http/route.h"

namespace mta::http {

/// What the route has for the request's method. Errors: the transport's fault, not_found,
/// method_not_allowed, and the route's own.
Task<Result<Response>> by_method(Exchange& exchange);

/// What `handler` answers, with its completed head (a streamed one has gone out). The one place
/// where a failure becomes the route's own error body; an exception becomes a 500 whose cause is in
/// the log under the request's id.
Task<Response> answer(Exchange& exchange, const Handler& handler, Log& log);

}  // namespace mta::http
