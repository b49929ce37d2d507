#include "main/setup.h"

#include "base/file.h"
#include "main/model_wiring.h"

namespace mta {
namespace {

using config::Problems;

std::expected<KnowledgeFile, std::string> read_knowledge_file(const std::filesystem::path& path) {
  auto text = read_file(path);
  if (text) return KnowledgeFile{.path = path.string(), .text = std::move(*text)};
  return std::unexpected(path.string() + " cannot be read: " + text.error().message());
}

/// The question of knowledge/consent.md. Where there is no such file it has no wording, which is a
/// problem where leads need one.
leads::ConsentWordings read_consent(const std::filesystem::path& folder, const std::string& place,
                                    bool is_needed, Problems& problems) {
  const std::filesystem::path path = folder / "consent.md";
  if (!is_needed && !std::filesystem::exists(path)) return {};
  const auto file = read_knowledge_file(path);
  if (!file) {
    problems.push_back(place + ": " + file.error());
    return {};
  }
  std::vector<std::string> wrong;
  auto wordings = leads::ConsentWordings::parse(file->text, wrong);
  for (const std::string& problem : wrong) problems.push_back((folder / problem).string());
  return wordings;
}

}  // namespace

std::expected<LoadedKnowledge, Problems> read_knowledge_folder(const std::filesystem::path& folder,
                                                               const std::string& place) {
  Problems problems;
  const auto read = [&](const char* name) {
    auto file = read_knowledge_file(folder / name);
    if (!file) problems.push_back(place + ": " + file.error());
    return file.value_or(KnowledgeFile{});
  };
  KnowledgeFiles files{.products = read("products.csv"),
                       .persona = read("persona.md"),
                       .contact = read("contact.md")};
  if (std::filesystem::exists(folder / "needs.csv")) files.needs = read("needs.csv");
  if (std::filesystem::exists(folder / "answers.csv")) files.answers = read("answers.csv");
  if (std::filesystem::exists(folder / "sentences.txt")) files.sentences = read("sentences.txt");
  if (std::filesystem::exists(folder / "terms.md")) files.terms = read("terms.md");
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return load_knowledge(files);
}

std::expected<Setup, Problems> load_setup(const config::Sources& sources) {
  auto loaded = config::load(sources);
  if (!loaded) return std::unexpected(loaded.error());
  auto secrets = config::load_secrets(sources.environment);
  if (!secrets) return std::unexpected(secrets.error());
  Problems problems = check_foreign_environment(sources.environment);
  auto knowledge = read_knowledge_folder(loaded->config().knowledge.directory,
                                         loaded->place("knowledge.directory"));
  if (!knowledge) {
    problems.insert(problems.end(), knowledge.error().begin(), knowledge.error().end());
  }
  const bool needs_consent = loaded->config().leads.enabled;
  leads::ConsentWordings consent =
      read_consent(loaded->config().knowledge.directory, loaded->place("knowledge.directory"),
                   needs_consent, problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Setup{.environment = sources.environment,
               .config = loaded->config(),
               .secrets = std::move(*secrets),
               .knowledge = std::move(*knowledge),
               .consent = std::move(consent)};
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
