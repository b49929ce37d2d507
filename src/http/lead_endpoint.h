#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "chat/rate_limiter.h"
#include "chat/session_id.h"
#include "http/idempotency.h"
#include "http/lead_protocol.h"
#include "http/steps.h"
#include "leads/ports.h"

namespace mta::http {

/// What the leads' routes are made of; all of it must outlive them.
struct LeadParts {
  leads::LeadStore& store;
  /// Those of now.
  std::function<std::shared_ptr<const leads::ConsentWordings>()> wordings;
  const LeadProtocol& protocol;
  RateLimiter& limiter;  ///< of a visitor's leads, beside the limit of his requests
  const SessionIds& sessions;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
  std::chrono::days retention;
};

/// Decodes a form, keeps the lead durably, then says so. What is refused before is not counted as a
/// lead.
CountedHandler lead_endpoint(const LeadParts& parts);

/// The wordings that visitors agree to.
Handler consent_endpoint(const LeadParts& parts);

/// A repeat is told the same id.
Replay replay_lead(const LeadProtocol& protocol);

/// 404: leads are off.
Task<Result<Response>> no_leads(Exchange& exchange);

}  // namespace mta::http
