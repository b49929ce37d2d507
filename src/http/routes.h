#pragma once

#include <vector>

#include "http/pipeline.h"
#include "http/route.h"
#include "http/visitor_limit.h"

namespace mta::http {

/// Every route, as its deployment has it. `parts`, `options` and `limit` must outlive them.
std::vector<Route> make_routes(const PipelineParts& parts, const PipelineOptions& options,
                               VisitorLimit& limit);

}  // namespace mta::http
