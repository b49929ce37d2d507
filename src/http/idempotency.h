#pragma once

#include <functional>
#include <string_view>

#include "chat/ports.h"
#include "chat/session_id.h"
#include "http/visitor_limit.h"

namespace mta::http {

inline constexpr std::string_view idempotency_key_header = "Idempotency-Key";

class Body;

/// Gives an answer again that was given before, in the form that this request asks for.
using Replay = std::function<Task<Response>(Exchange& exchange, KeptAnswer kept,
                                            std::string_view key, const Body& body)>;

struct IdempotencyParts {
  KeyedAnswers& answers;
  VisitorLimit& limit;
  VisitorCounter& repeats;  ///< counts the answers that each visitor is given again
  const SessionIds& sessions;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
  Replay replay;
};

}  // namespace mta::http
