#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "catalogue/knowledge.h"
#include "config/load.h"
#include "leads/consent.h"
#include "storage/knowledge_versions.h"

/// Which files of the knowledge folder are knowledge, and what is made of them. A further file is a
/// line in knowledge_files.cpp.
namespace mta {

/// What one version of the knowledge says.
struct KnowledgeSet {
  LoadedKnowledge loaded;
  leads::ConsentWordings consent;  ///< without a wording where there is no consent.md
  std::string digest;              ///< storage::digest_of the files
};

std::vector<std::string> knowledge_file_names();

/// The files of a folder that are there. Error: which are needed and cannot be read; `place` tells
/// where the folder was named.
std::expected<storage::KnowledgeTexts, config::Problems> read_knowledge_texts(
    const std::filesystem::path& folder, const std::string& place);

/// Error: why they cannot be used; problems name each file as if it was in `folder`.
std::expected<KnowledgeSet, config::Problems> load_knowledge_texts(
    const storage::KnowledgeTexts& texts, const std::filesystem::path& folder, bool needs_consent);

/// The same, where a row that would be left out is an error, too, and a table whose last line
/// has no end: for what takes the place of knowledge that is good.
std::expected<KnowledgeSet, config::Problems> load_faultless_knowledge(
    const storage::KnowledgeTexts& texts, const std::filesystem::path& folder, bool needs_consent);

}  // namespace mta
