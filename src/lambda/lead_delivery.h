#pragma once

#include <functional>
#include <string>
#include <vector>

#include "delivery/worker.h"
#include "lambda/runtime_api.h"
#include "lambda/stream_event.h"

/// Delivery of leads on AWS, where a function that has answered is frozen: a function of its own,
/// from the same package, that the stream of the leads' table starts for the first try, and a
/// schedule of EventBridge for the others.
namespace mta::lambda {

struct LeadDeliveryParts {
  RuntimeApi& api;
  delivery::Worker& worker;
  const Clock& clock;
  Log& log;
  /// Called before an invocation is answered: a frozen process writes nothing.
  std::function<void()> before_answer;
};

/// Answers events of the stream and of the schedule, one after the other, until Lambda is gone:
/// each delivers all that is due. The parts must outlive the task.
Task<void> run_lead_delivery(LeadDeliveryParts parts);

/// The sequence numbers of those records whose lead the store has failed on, or that there was no
/// time for. A lead that a worker beside this one has taken is that worker's.
std::vector<std::string> failed_records(const std::vector<StreamRecord>& records,
                                        const delivery::Pass& pass);

}  // namespace mta::lambda
