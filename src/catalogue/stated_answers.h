#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "catalogue/knowledge.h"

namespace mta {

struct LoadedAnswers {
  std::vector<StatedAnswer> answers;
  std::vector<std::string> warnings;  ///< what is left out, one `FILE:LINE: ...` each
};

/// Reads answers.csv. A row without a wording, with one that another row has, or with a date that
/// is none is left out. A file of which nothing can be read (another encoding, another header) is
/// one or more warnings and no answers: it does not stop the start.
LoadedAnswers load_answers(const KnowledgeFile& file);

/// `FILE:LINE: ...` of the rows that no longer hold on that day, and of those without an answer.
std::vector<std::string> unused_answers(const std::vector<StatedAnswer>& answers,
                                        const std::string& path, std::chrono::sys_days today);

}  // namespace mta
