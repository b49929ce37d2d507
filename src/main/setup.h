#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "base/ports.h"
#include "catalogue/knowledge.h"
#include "config/load.h"
#include "config/secrets.h"
#include "leads/consent.h"
#include "main/knowledge_files.h"

namespace mta {

/// What check-config looks at and every command needs: settings, secrets, knowledge.
struct Setup {
  config::Environment environment;
  config::Config config;
  config::Secrets secrets;
  LoadedKnowledge knowledge;
  leads::ConsentWordings consent;     ///< without a wording where there is no consent.md
  std::string knowledge_digest = {};  ///< KnowledgeSet::digest
};

/// Error: every problem at once.
std::expected<Setup, config::Problems> load_setup(const config::Sources& sources);

/// The files of a knowledge folder. Error: why they cannot be used; `place` tells where the folder
/// was named.
std::expected<LoadedKnowledge, config::Problems> read_knowledge_folder(
    const std::filesystem::path& folder, const std::string& place);

/// The files of `knowledge.directory` as they are now, for a process that has read them before. A
/// publishing that was cut off is finished. Error: why what is known already stays, a row that
/// would be left out included.
std::expected<KnowledgeSet, config::Problems> reread_knowledge(const config::Config& config,
                                                               const Clock& clock, Log& log);

/// WARN for every row of the knowledge that is left out.
void log_left_out(const LoadedKnowledge& knowledge, Log& log);

/// WARN where a restart forgets what of a budget was spent.
void warn_of_forgotten_spending(const config::Config& config, Log& log);

/// The settings for a process that keeps nothing and counts nothing: no file, no table, no caps.
config::Config without_stores(config::Config config);

}  // namespace mta
