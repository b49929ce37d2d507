#pragma once

#include "config/config.h"
#include "http/static_file.h"

namespace mta {

/// What the widget's attributes say on a page (widget/src/options.js), said for all pages: JSON,
/// under `/widget/config` for a widget that is served elsewhere.
http::StaticFile widget_settings(const config::Config& config);

}  // namespace mta
