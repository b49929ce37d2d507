#include "lambda/lead_delivery.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "lambda/event.h"

namespace mta::lambda {
namespace {

/// What is left of the invocation when the last try has to be over: time to write and to answer.
constexpr std::chrono::seconds time_to_report{3};
/// The table's index of what is due may be so far behind its stream.
constexpr std::chrono::seconds index_lag{1};

bool is_of(const StreamRecord& record, const std::vector<std::string>& leads) {
  return std::ranges::find_first_of(record.keys, leads) != record.keys.end();
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

class LeadDelivery {
 public:
  explicit LeadDelivery(LeadDeliveryParts parts) : parts_(std::move(parts)) {}

  Task<void> run() {
    while (true) {
      const auto invocation = co_await parts_.api.next();
      if (!invocation) {
        parts_.log.write(LogLevel::error, "no further event",
                         {{"cause", std::string_view(invocation.error().detail)}});
        co_return;
      }
      if (const auto records = decode_stream_event(invocation->event)) {
        co_await answer_stream(*invocation, *records);
      } else if (std::holds_alternative<ScheduledEvent>(decode_event(invocation->event))) {
        co_await answer_schedule(*invocation);
      } else {
        co_await refuse(*invocation);
      }
    }
  }

 private:
  Task<delivery::Pass> deliver(const Invocation& invocation) {
    const auto left = invocation.deadline - parts_.clock.now() - time_to_report;
    co_return co_await parts_.worker.deliver_due(
        {.deadline = parts_.clock.steady_now() + left, .client_gone = {}});
  }

  /// Looks once more where a new lead was not among what was due.
  Task<delivery::Pass> deliver_records(const Invocation& invocation,
                                       const std::vector<StreamRecord>& records) {
    delivery::Pass pass = co_await deliver(invocation);
    const bool is_all_there = std::ranges::all_of(
        records, [&](const StreamRecord& record) { return is_of(record, pass.settled); });
    if (!pass.is_complete || is_all_there) co_return pass;
    co_await parts_.clock.sleep_until(parts_.clock.steady_now() + index_lag, {});
    delivery::Pass second = co_await deliver(invocation);
    append(second.settled, pass.settled);
    co_return second;
  }

  Task<void> answer_stream(const Invocation& invocation, const std::vector<StreamRecord>& records) {
    const delivery::Pass pass = co_await deliver_records(invocation, records);
    parts_.before_answer();
    co_await parts_.api.respond(invocation.request_id,
                                encode_batch_failures(failed_records(records, pass)));
  }

  Task<void> answer_schedule(const Invocation& invocation) {
    const delivery::Pass pass = co_await deliver(invocation);
    parts_.before_answer();
    if (pass.has_store_failed) {
      co_await parts_.api.fail(invocation.request_id, "Function.StoreFailed",
                               "the leads' table cannot be read or written; the log says why");
    } else {
      co_await parts_.api.respond(invocation.request_id,
                                  R"({"tried":)" + std::to_string(pass.settled.size()) + "}");
    }
  }

  Task<void> refuse(const Invocation& invocation) {
    parts_.log.write(LogLevel::error, "unsupported event",
                     {{"function_request_id", std::string_view(invocation.request_id)}});
    co_await parts_.api.fail(invocation.request_id, "Function.UnsupportedEvent",
                             "This function delivers leads: it understands events of a DynamoDB "
                             "stream and of an EventBridge schedule");
  }

  LeadDeliveryParts parts_;
};

}  // namespace

std::vector<std::string> failed_records(const std::vector<StreamRecord>& records,
                                        const delivery::Pass& pass) {
  std::vector<std::string> failed;
  for (const StreamRecord& record : records) {
    const bool was_reached = pass.is_complete || is_of(record, pass.settled);
    if (is_of(record, pass.unsettled) || !was_reached) failed.push_back(record.sequence_number);
  }
  return failed;
}

Task<void> run_lead_delivery(LeadDeliveryParts parts) {
  LeadDelivery delivery(std::move(parts));
  co_await delivery.run();
}

}  // namespace mta::lambda
