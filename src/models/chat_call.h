#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ports.h"
#include "core/url.h"
#include "models/openai_reply.h"
#include "net/https_client.h"

namespace mta::models {

/// Adds what proves who is asking. Error: no such proof can be had.
using Authorize = std::function<Task<Result<void>>(net::HttpRequest&, const CallLimits&)>;

struct CallTimes {
  std::chrono::milliseconds connect{2000};
  std::chrono::milliseconds first_byte{15000};
  std::chrono::milliseconds between_bytes{10000};
  std::chrono::milliseconds total{25000};
};

/// Where a model is asked.
struct ChatEndpoint {
  Url url;  ///< of the operation itself: .../chat/completions
  Authorize authorize;
  CallTimes times;
  /// Sent with each request, and signed where requests are.
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// How one attempt ended.
struct Attempt {
  std::optional<Error> error;
  bool passing = false;                             ///< another attempt may do better
  bool counts = false;                              ///< for the circuit breaker, as a failure
  std::optional<std::chrono::seconds> retry_after;  ///< the provider's wish
  bool spent = false;                               ///< the model was at work: it costs
  bool sent = false;   ///< the request went out: it may be billed, even if nobody seems to be there
  bool stale = false;  ///< most likely the provider had closed the kept connection
  bool refused_by_budget = false;  ///< it was not made
  bool came_whole = false;         ///< the reply came to its end: its usage is final
  bool stopped = false;            ///< the model said all that it wanted to (finish_reason stop)
  bool filtered = false;           ///< the provider's content filter ended the answer
  std::optional<TokenCounts> usage;
  std::int64_t output_estimate = 0;  ///< tokens of what came, for where no usage did
  std::chrono::duration<double> duration{};
};

/// Asks once; the text goes to `sink` as it comes. `clock` is for a Retry-After with a date.
Task<Attempt> attempt_completion(net::HttpsClient& client, const ChatEndpoint& endpoint,
                                 const std::string& body, TokenSink& sink, const CallLimits& limits,
                                 const Clock& clock);

}  // namespace mta::models
