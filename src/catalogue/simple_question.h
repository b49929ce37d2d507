#pragma once

#include "catalogue/decision.h"
#include "catalogue/message.h"
#include "catalogue/question.h"

namespace mta::catalogue {

/// Question::is_simple: every word is explained by what is asked, and there is one question. In
/// doubt false.
bool is_simple(const Question& question, const MessageReading& message,
               const DeviceDecision& devices, const Vocabulary& vocabulary);

}  // namespace mta::catalogue
