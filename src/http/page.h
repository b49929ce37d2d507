#pragma once

#include <string>
#include <vector>

#include "http/route.h"

namespace mta::http {

struct PageOptions {
  std::string title = {};                         ///< whose chat it is; empty: nobody's
  std::vector<std::string> frame_ancestors = {};  ///< origins that may show it in an iframe
};

/// `GET /`: a page with the widget, opened, and the line that puts it on another website. Its
/// Content-Security-Policy lets nothing run or load but what is served here.
Handler page_endpoint(const PageOptions& options);

}  // namespace mta::http
