#pragma once

#include "catalogue/question.h"
#include "chat/ports.h"

namespace mta::chat {

/// Outcome and language of what the catalogue has answered. `by`: who answered, as far as that
/// decides; what the visitor asked for may decide before it (the order of Outcome).
AnswerFacts facts_of_catalogue(const catalogue::Question& question, Outcome by);

/// The same of a model's answer. It is never `off_topic`: to the catalogue that is whatever it
/// knows no word of, and a model may have answered it well.
AnswerFacts facts_of_model(const catalogue::Question& question, Outcome by);

}  // namespace mta::chat
