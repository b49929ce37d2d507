#pragma once

#include <chrono>

#include "chat/ports.h"
#include "net/http_client.h"
#include "providers/fate.h"
#include "providers/wire.h"

namespace mta::providers {

struct CallTimes {
  std::chrono::milliseconds connect{2000};
  std::chrono::milliseconds first_byte{15000};
  std::chrono::milliseconds between_bytes{10000};
  std::chrono::milliseconds total{25000};
};

struct AttemptParts {
  net::HttpClient& client;
  const Wire& wire;
  const CallTimes& times;
  const Clock& clock;
};

/// Sends an authorized request once; what a visitor may read of the reply goes to `sink` as it
/// comes, as TextDelta. Does not throw for a failed attempt.
Task<Attempt> attempt_call(AttemptParts parts, net::HttpRequest request, ReplySink& sink,
                           const CallLimits& limits);

}  // namespace mta::providers
