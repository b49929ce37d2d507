#pragma once

#include <vector>

#include "config/config.h"
#include "http/static_file.h"

namespace mta {

/// The widget with these settings written into it: `/widget.js`, the same under a name that changes
/// with it, what it loads when it is opened (likewise under both kinds of names), and its settings
/// for a widget served elsewhere.
std::vector<http::StaticFile> widget_files(const config::Config& config);

}  // namespace mta
