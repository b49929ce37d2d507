#pragma once

#include "http/route.h"

namespace mta::http {

/// `GET /`: the page to try the chat in a browser, with a Content-Security-Policy that lets nothing
/// run or load but what is in it.
Handler page_endpoint();

}  // namespace mta::http
