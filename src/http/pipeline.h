#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/address_block.h"
#include "chat/chat_service.h"
#include "chat/rate_limiter.h"
#include "chat/refusals.h"
#include "http/access_line_limiter.h"
#include "http/origin.h"
#include "http/page.h"
#include "http/protocol.h"
#include "http/static_file.h"
#include "http/throttle.h"

namespace mta::http {

struct LeadParts;
struct SessionParts;

/// What the pipeline connects; all of it must outlive the handler.
struct PipelineParts {
  ChatService& chat;
  const Protocol& protocol;  ///< of every route
  const SessionIds& sessions;
  RateLimiter& limiter;
  KeyedAnswers& keyed_answers;
  VisitorCounter& repeats;  ///< counts the answers that are given again
  Refusals& refusals;
  const SessionParts& session;
  const LeadParts* leads = nullptr;  ///< null: leads are off
  const OriginPolicy& origins;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

enum class Deployment : std::uint8_t { self_hosted, lambda };

struct PipelineOptions {
  Deployment deployment = Deployment::self_hosted;
  std::vector<AddressBlock> trusted_proxies = {};
  /// Null: the gateway in front has one.
  std::shared_ptr<Throttle> throttle = nullptr;
  /// Null: every request keeps its access line.
  std::shared_ptr<AccessLineLimiter> access_lines = nullptr;
  bool cors_headers = true;
  /// What else is served.
  std::vector<StaticFile> files = {};
  PageOptions page = {};
  /// What /readyz tells; the Lambda has no such route.
  std::function<bool()> ready = [] { return true; };
  /// What is missing while the server serves all the same.
  std::function<std::vector<std::string>()> degraded = [] { return std::vector<std::string>{}; };
};

/// The whole path of a request, from its id to its answer.
RequestHandler make_pipeline(const PipelineParts& parts, PipelineOptions options);

}  // namespace mta::http
