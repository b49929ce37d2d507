#include "main/setup.h"

#include "main/model_wiring.h"
#include "storage/knowledge_folder.h"

namespace mta {
namespace {

using config::Problems;

/// `needs_consent`: without consent.md it cannot be used.
std::expected<KnowledgeSet, Problems> read_knowledge(const std::filesystem::path& folder,
                                                     const std::string& place, bool needs_consent) {
  const storage::KnowledgeFolderReading reading(folder);
  const auto texts = read_knowledge_texts(reading.place(), place);
  if (!texts) return std::unexpected(texts.error());
  return load_knowledge_texts(*texts, reading.place(), needs_consent);
}

}  // namespace

std::expected<LoadedKnowledge, Problems> read_knowledge_folder(const std::filesystem::path& folder,
                                                               const std::string& place) {
  auto read = read_knowledge(folder, place, false);
  if (!read) return std::unexpected(std::move(read.error()));
  return std::move(read->loaded);
}

std::expected<Setup, Problems> load_setup(const config::Sources& sources) {
  auto loaded = config::load(sources);
  if (!loaded) return std::unexpected(loaded.error());
  auto secrets = config::load_secrets(sources.environment);
  if (!secrets) return std::unexpected(secrets.error());
  Problems problems = check_foreign_environment(sources.environment);
  auto knowledge =
      read_knowledge(loaded->config().knowledge.directory, loaded->place("knowledge.directory"),
                     loaded->config().leads.enabled);
  if (!knowledge) {
    problems.insert(problems.end(), knowledge.error().begin(), knowledge.error().end());
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Setup{.environment = sources.environment,
               .config = loaded->config(),
               .secrets = std::move(*secrets),
               .knowledge = std::move(knowledge->loaded),
               .consent = std::move(knowledge->consent),
               .knowledge_digest = std::move(knowledge->digest)};
}

std::expected<KnowledgeSet, Problems> reread_knowledge(const config::Config& config,
                                                       const Clock& clock, Log& log) {
  const std::filesystem::path folder = config.knowledge.directory;
  const auto finished = storage::finish_publishing(folder, knowledge_file_names(), clock.now());
  if (!finished) {
    log.write(LogLevel::warn, "a publishing that was cut off cannot be finished",
              {{"cause", std::string_view(finished.error().detail)}});
  }
  const storage::KnowledgeFolderReading reading(folder);
  const auto texts = read_knowledge_texts(reading.place(), "knowledge.directory");
  if (!texts) return std::unexpected(texts.error());
  return load_faultless_knowledge(*texts, reading.place(), config.leads.enabled);
}

void log_left_out(const LoadedKnowledge& knowledge, Log& log) {
  for (const std::string& warning : knowledge.warnings) {
    log.write(LogLevel::warn, "knowledge left out", {{"cause", std::string_view(warning)}});
  }
}

void warn_of_forgotten_spending(const config::Config& config, Log& log) {
  if (!config.is_capped() || config.storage.kind != config::StorageKind::memory) return;
  log.write(LogLevel::warn,
            "storage.kind is \"memory\": a restart forgets what of the budget was spent");
}

config::Config without_stores(config::Config config) {
  config.storage.kind = config::StorageKind::memory;
  config.budget = {};
  return config;
}

}  // namespace mta
