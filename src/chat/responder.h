#pragma once

#include <memory>

#include "catalogue/understanding.h"
#include "chat/prompt.h"
#include "chat/query.h"
#include "chat/shared_answers.h"

namespace mta::chat {

struct ResponderOptions {
  /// The catalogue answers what needs no model: a greeting, thanks, a question for our contact or
  /// for the price of one device (Question::is_simple), and whoever needs a doctor. A caller with
  /// a persona of its own is always answered by the model.
  bool direct_answers = true;
  /// The catalogue answers where the model fails before the visitor was shown anything.
  bool fallback = true;
  /// What the price guard had to correct counts as failed where nothing of it has been shown.
  bool refuse_corrected = false;
};

/// The references must outlive the responder.
struct ResponderParts {
  const catalogue::Understanding& understanding;
  const PromptBuilder& prompts;
  std::unique_ptr<Model> model;           ///< null: the catalogue answers everything
  std::unique_ptr<SharedAnswers> shared;  ///< of that model; null: no answer is shared or kept
  const Clock& clock;
  Metrics& metrics;
};

/// Decides between a direct answer, a kept one, the model and what stands in for it. The message is
/// understood once, before that; a prompt is made only where the model is asked.
std::unique_ptr<Responder> make_responder(ResponderOptions options, ResponderParts parts);

}  // namespace mta::chat
