#pragma once

#include <memory>

#include "config/load.h"
#include "storage/knowledge_versions.h"

namespace mta {

/// Where the versions of the knowledge are, as the settings say.
struct KnowledgePlace {
  std::shared_ptr<void> parts = {};  ///< what `versions` is made of
  std::unique_ptr<storage::KnowledgeVersions> versions;
  bool is_folder = true;  ///< else a table, which nobody needs to be told of
};

KnowledgePlace knowledge_place(const config::Config& config,
                               const config::Environment& environment);

}  // namespace mta
