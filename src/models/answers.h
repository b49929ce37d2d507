#pragma once

#include <string>

#include "core/knowledge.h"
#include "models/question.h"

namespace mta::models {

/// The catalogue's answer, in the question's language.
std::string compose(const Question& question, const Knowledge& knowledge);

}  // namespace mta::models
