#pragma once

#include <vector>

#include "catalogue/message.h"
#include "catalogue/vocabulary.h"

namespace mta::catalogue {

/// Which words of `message` stand behind a "not" that takes them away, or name what the visitor has
/// already and wants something else than. The phrases and mentions of `message` are found.
std::vector<bool> negated_words(const MessageReading& message, const Vocabulary& vocabulary);

}  // namespace mta::catalogue
