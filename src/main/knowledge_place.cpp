#include "main/knowledge_place.h"

#include "main/knowledge_files.h"
#include "storage/knowledge_folder.h"

namespace mta {

KnowledgePlace knowledge_place(const config::Config& config,
                               const config::Environment& environment) {
  static_cast<void>(environment);
  return {.versions =
              storage::open_knowledge_folder(config.knowledge.directory, knowledge_file_names())};
}

}  // namespace mta
