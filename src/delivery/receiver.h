#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/call_limits.h"
#include "base/task.h"
#include "leads/lead.h"

namespace mta::delivery {

enum class Verdict : std::uint8_t {
  accepted,
  failed,
  gone,  ///< the receiver wants nothing more
};

/// How a receiver took an event.
struct Outcome {
  Verdict verdict = Verdict::accepted;
  std::string cause = {};  ///< for the log: names hosts and statuses, nothing of the lead;
                           ///< accepted: empty
  std::optional<std::chrono::seconds> retry_after = {};  ///< the receiver's wish, bounded
};

/// Whoever is told of leads. Thread-safe.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// Tells it once. The same event may come again: a receiver knows it by its id.
  virtual Task<Outcome> deliver(const leads::LeadEvent& event, CallLimits limits) = 0;
};

}  // namespace mta::delivery
