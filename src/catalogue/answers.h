#pragma once

#include <string>

#include "catalogue/question.h"
#include "core/knowledge.h"

namespace mta::catalogue {

/// The catalogue's answer, in the question's language; all that the question asks, in one text.
std::string compose(const Question& question, const Knowledge& knowledge);

}  // namespace mta::catalogue
