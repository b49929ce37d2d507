#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/chat_endpoint.h"
#include "http/middlewares.h"

namespace mta::http {

inline constexpr std::string_view chat_path = "/chat";

/// What the pipeline connects; all of it must outlive the handler.
struct PipelineParts {
  ChatService& chat;
  const SessionIds& sessions;
  RateLimiter& limiter;
  KeyedAnswers& keyed_answers;
  const OriginPolicy& origins;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

struct PipelineOptions {
  std::vector<AddressBlock> trusted_proxies;
  ChatRules chat_rules;
  /// The stage throttle; empty: the gateway in front has one.
  std::shared_ptr<TokenBucket> throttle;
  /// Empty: every request keeps its access line.
  std::shared_ptr<AccessLineLimiter> access_lines;
  bool cors_headers = true;
  /// Served beside /chat (the self-hosted server); empty: /chat alone (Lambda).
  std::function<bool()> ready;
  /// What is missing while the server serves all the same; empty: nothing ever is.
  std::function<std::vector<std::string>()> degraded;
};

/// The whole path of a request, from its id to its answer.
Handler make_pipeline(const PipelineParts& parts, PipelineOptions options);

}  // namespace mta::http
