#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/load.h"

/// The commands of an operator for the versions of the knowledge (docs/knowledge.md).
namespace mta {

struct KnowledgeOptions {
  enum class Action : std::uint8_t { list, diff, publish, rollback };
  Action action = Action::list;
  std::string folder = {};              ///< of publish; empty: knowledge.directory
  int version = 0;                      ///< of rollback; 0: the one before
  std::vector<std::string> sides = {};  ///< of diff, at most two: versions, `current`, folders
};

/// The exit code.
int run_knowledge(const config::LoadedConfig& loaded, const config::Environment& environment,
                  const KnowledgeOptions& options);

}  // namespace mta
