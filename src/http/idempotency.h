#pragma once

#include <string_view>

#include "chat/ports.h"
#include "chat/session_id.h"
#include "http/visitor_limit.h"

namespace mta::http {

inline constexpr std::string_view idempotency_key_header = "Idempotency-Key";

struct IdempotencyParts {
  KeyedAnswers& answers;
  VisitorLimit& limit;
  VisitorCounter& repeats;  ///< counts the answers that each visitor is given again
  const SessionIds& sessions;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

}  // namespace mta::http
