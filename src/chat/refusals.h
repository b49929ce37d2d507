#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include "chat/ports.h"

namespace mta {

/// What a failure counts as; nothing: it is not counted.
std::optional<Refusal> refusal_of(ErrorKind kind);

/// Counts refused requests by the hour and writes the counts to the store now and then, so that a
/// flood of refused requests costs the store one write a minute. There is no timer, since a Lambda
/// is frozen between requests: a request that finds a write due makes it. The first refusal after a
/// quiet minute is written at once, later ones with the first request a minute after that, or at
/// the end (`write`); a process that is killed loses what it has not written. Counts whose write
/// failed are kept for the next one, 48 hours of them at most. Thread-safe.
class Refusals {
 public:
  struct Parts {
    ConversationStore& store;
    const Clock& clock;
    Metrics& metrics;
    Log& log;
  };

  explicit Refusals(Parts parts) : parts_(parts) {}

  void count(Refusal refusal);
  /// Something was counted, and the last write is a minute ago.
  [[nodiscard]] bool is_due();
  /// Writes what was counted.
  Task<void> write();

 private:
  using Hours = std::map<std::chrono::sys_time<std::chrono::hours>, RefusalCounts>;

  Hours take();
  void put_back(const Hours& hours);

  Parts parts_;
  std::mutex mutex_;  // guards what follows
  Hours counted_;
  Timestamp written_at_;
};

}  // namespace mta
