#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "catalogue/understanding.h"
#include "chat/query.h"
#include "chat/rate_limiter.h"
#include "leads/consent.h"
#include "leads/drafts.h"
#include "leads/ports.h"

namespace mta::chat {

struct LeadDialogueOptions {
  /// Who asks in one message to be contacted, and says where, has asked for just that.
  bool request_is_consent = true;
  std::string whatsapp;  ///< E.164; empty: nobody is sent there
  std::chrono::days retention{365};
};

/// Where leads are kept; all of it must outlive the dialogue.
struct LeadPlace {
  leads::LeadStore& store;
  leads::DraftStore& drafts;
  const leads::ConsentWordings& wordings;
  RateLimiter& limiter;  ///< of a visitor's leads
  std::string secret;    ///< drafts are sealed under it; 32 bytes or more
};

/// What outlives the dialogue, but for `next`.
struct LeadDialogueParts {
  std::unique_ptr<Responder> next;  ///< answers all else
  const catalogue::Understanding& understanding;
  std::size_t most_meant;          ///< PromptBuilder::most_meant
  std::optional<LeadPlace> place;  ///< nothing: leads are off, only `whatsapp` is told of
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

/// Leads who wants a call, a person, a quotation or a meeting, or leaves a number or an address, to
/// a lead: repeats what was understood, asks once for what is missing, then for consent by
/// knowledge/consent.md's wording; no yes, no lead. No model is asked. Meanwhile everything else is
/// answered by `next`. Whoever needs a doctor is asked for nothing (docs/lead-dialogue.md).
std::unique_ptr<Responder> make_lead_dialogue(LeadDialogueOptions options, LeadDialogueParts parts);

}  // namespace mta::chat
