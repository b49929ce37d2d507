#pragma once

#include <memory>
#include <optional>
#include <string>

#include "chat/ports.h"
#include "chat/spend_budget.h"
#include "providers/attempt.h"

namespace mta::providers {

struct ModelClientOptions {
  std::string model;  ///< its configured id
  CallTimes times;
  TokenPrices prices;
  /// The longest answer that the wire asks for; empty: it asks for none.
  std::optional<int> max_tokens = 1024;
  /// A guardrail was asked for: that it ends an answer is no failure of the model.
  bool guarded = false;
};

struct ModelClientParts {
  net::HttpClient& client;
  SpendBudget& budget;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

/// A model behind HTTP, whatever its provider speaks: it decides on time limits, retries, the
/// circuit breaker and money, and never asks without money reserved for what an attempt can cost at
/// most. The parts must outlive it. Thread-safe.
std::unique_ptr<Model> make_model_client(ModelClientOptions options, std::unique_ptr<Wire> wire,
                                         ModelClientParts parts);

}  // namespace mta::providers
