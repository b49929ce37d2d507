#pragma once

#include <string>

#include "storage/knowledge_versions.h"

namespace mta {

/// What differs, for people: of CSV files the rows that were added (+), removed (-) and changed
/// (~), with their prices; of other files that they differ. Empty: nothing does.
std::string difference(const storage::KnowledgeTexts& before, const storage::KnowledgeTexts& after);

}  // namespace mta
