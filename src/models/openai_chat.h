#pragma once

#include <memory>

#include "core/ports.h"
#include "core/spend_budget.h"
#include "models/chat_call.h"
#include "models/openai_request.h"

namespace mta::models {

struct TokenPrices {
  double input_usd_per_million = 0;
  double output_usd_per_million = 0;
};

struct OpenAiChatOptions {
  ChatEndpoint endpoint;
  CompletionOptions completion;
  TokenPrices prices;
  /// A guardrail was asked for: that it ends an answer is no failure of the model.
  bool guarded = false;
};

struct OpenAiChatParts {
  net::HttpsClient& client;
  SpendBudget& budget;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

/// A model behind an OpenAI-compatible chat completions endpoint (Bedrock's too), asked with time
/// limits, retries and a circuit breaker, and never without money reserved for what an attempt can
/// cost at most. The parts must outlive it. Thread-safe.
std::unique_ptr<Model> make_openai_chat(OpenAiChatOptions options, OpenAiChatParts parts);

}  // namespace mta::models
