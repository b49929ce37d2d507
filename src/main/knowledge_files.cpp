#include "main/knowledge_files.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/csv_table.h"
#include "base/file.h"

namespace mta {
namespace {

using config::Problems;
using storage::KnowledgeTexts;

struct KnownFile {
  std::string_view name;
  bool is_needed;
  void (*take)(KnowledgeFiles&, KnowledgeFile);  ///< null: not the catalogue's
};

#define MTA_TAKE(member) \
  (+[](KnowledgeFiles& files, KnowledgeFile file) { files.member = std::move(file); })

constexpr auto known_files = std::to_array<KnownFile>({
    {.name = "products.csv", .is_needed = true, .take = MTA_TAKE(products)},
    {.name = "persona.md", .is_needed = true, .take = MTA_TAKE(persona)},
    {.name = "contact.md", .is_needed = true, .take = MTA_TAKE(contact)},
    {.name = "needs.csv", .is_needed = false, .take = MTA_TAKE(needs)},
    {.name = "answers.csv", .is_needed = false, .take = MTA_TAKE(answers)},
    {.name = "sentences.txt", .is_needed = false, .take = MTA_TAKE(sentences)},
    {.name = "terms.md", .is_needed = false, .take = MTA_TAKE(terms)},
    {.name = "consent.md", .is_needed = false, .take = nullptr},
});

#undef MTA_TAKE

/// The question of consent.md.
leads::ConsentWordings read_consent(const KnowledgeTexts& texts,
                                    const std::filesystem::path& folder, bool is_needed,
                                    Problems& problems) {
  const auto file = texts.find("consent.md");
  if (file == texts.end()) {
    if (is_needed) {
      problems.push_back((folder / "consent.md").string() +
                         " cannot be read: it is missing, and needed where leads.enabled is true");
    }
    return {};
  }
  std::vector<std::string> wrong;
  auto wordings = leads::ConsentWordings::parse(file->second, wrong);
  for (const std::string& problem : wrong) problems.push_back((folder / problem).string());
  return wordings;
}

/// A table whose last line has no end may be a file that is still being written: of a price that is
/// cut nothing else tells.
Problems cut_tables(const KnowledgeTexts& texts, const std::filesystem::path& folder) {
  Problems problems;
  for (const auto& [name, text] : texts) {
    if (!name.ends_with(".csv") || text.ends_with('\n') || text.ends_with('\r')) continue;
    const std::size_t line = 1 + static_cast<std::size_t>(std::ranges::count(text, '\n'));
    problems.push_back(at_line((folder / name).string(), line) +
                       "the file may be cut off here; its last line must end with a line break");
  }
  return problems;
}

}  // namespace

std::vector<std::string> knowledge_file_names() {
  std::vector<std::string> names;
  for (const KnownFile& file : known_files) names.emplace_back(file.name);
  return names;
}

std::expected<KnowledgeTexts, Problems> read_knowledge_texts(const std::filesystem::path& folder,
                                                             const std::string& place) {
  KnowledgeTexts texts;
  Problems problems;
  for (const KnownFile& file : known_files) {
    const std::filesystem::path path = folder / file.name;
    auto text = read_file(path);
    if (text) {
      texts.emplace(file.name, std::move(*text));
    } else if (file.is_needed || text.error() != std::errc::no_such_file_or_directory) {
      problems.push_back(place + ": " + path.string() +
                         " cannot be read: " + text.error().message());
    }
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return texts;
}

std::expected<KnowledgeSet, Problems> load_knowledge_texts(const KnowledgeTexts& texts,
                                                           const std::filesystem::path& folder,
                                                           bool needs_consent) {
  Problems problems;
  KnowledgeFiles files;
  for (const KnownFile& file : known_files) {
    const auto text = texts.find(std::string(file.name));
    if (text == texts.end()) {
      if (file.is_needed) problems.push_back((folder / file.name).string() + " is missing");
    } else if (file.take != nullptr) {
      file.take(files, {.path = (folder / file.name).string(), .text = text->second});
    }
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  auto loaded = load_knowledge(files);
  if (!loaded) problems = std::move(loaded.error());
  auto consent = read_consent(texts, folder, needs_consent, problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return KnowledgeSet{.loaded = std::move(*loaded),
                      .consent = std::move(consent),
                      .digest = storage::digest_of(texts)};
}

std::expected<KnowledgeSet, Problems> load_faultless_knowledge(const KnowledgeTexts& texts,
                                                               const std::filesystem::path& folder,
                                                               bool needs_consent) {
  auto set = load_knowledge_texts(texts, folder, needs_consent);
  if (!set) return set;
  if (auto problems = cut_tables(texts, folder); !problems.empty()) {
    return std::unexpected(std::move(problems));
  }
  if (!set->loaded.warnings.empty()) return std::unexpected(std::move(set->loaded.warnings));
  return set;
}

}  // namespace mta
