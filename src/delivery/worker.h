#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/call_limits.h"
#include "delivery/receiver.h"
#include "leads/ports.h"

namespace mta::delivery {

/// An event that was taken is due again after this time, should its worker die. Longer than any try
/// takes.
inline constexpr std::chrono::seconds hold{30};
/// A webhook that answered 410 is left alone for so long.
inline constexpr std::chrono::hours off_for{24};

struct WorkerParts {
  leads::LeadStore& store;
  Receiver* webhook = nullptr;  ///< null: there is none
  Receiver* topic = nullptr;    ///< null: there is none
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

/// What became of the events that were due.
struct Pass {
  std::vector<std::string> settled;    ///< leads whose event was tried, and it is written down how
  std::vector<std::string> unsettled;  ///< leads whose event was tried, but the store failed then
  bool is_complete = false;            ///< nothing more was due
  bool has_store_failed = false;
  std::optional<Timestamp> next;  ///< the first try that is to be made again
};

/// Delivers what is due, one event after the other: to the webhook and to the topic, each until it
/// has accepted the event. Several workers may share a store. For one event loop.
class Worker {
 public:
  /// All of it must outlive the worker.
  explicit Worker(const WorkerParts& parts) : parts_(parts) {}

  /// Until nothing is due, there is no time for a further try before the deadline, the store
  /// fails, or the caller is gone: then a try under way ends at once and is made again soon.
  Task<Pass> deliver_due(CallLimits limits);

 private:
  struct Try;

  Task<bool> deliver_next(const CallLimits& limits, Pass& pass);
  Task<Try> tried(leads::LeadEvent event, const CallLimits& limits);
  Task<void> ask_webhook(const CallLimits& limits, Try& attempt);
  Task<void> ask_topic(const CallLimits& limits, Try& attempt);
  leads::DeliveryResult result_of(const Try& attempt, const CallLimits& limits);
  void switch_off();
  void note(const Try& attempt, const leads::DeliveryResult& result);
  void note_store_failure(const Error& error, Pass& pass);
  Task<void> show_backlog(Pass& pass);
  [[nodiscard]] bool has_time(const CallLimits& limits) const;

  WorkerParts parts_;
  std::optional<Timestamp> off_until_;  // of the webhook
};

}  // namespace mta::delivery
