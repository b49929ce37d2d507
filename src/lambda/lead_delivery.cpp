#include "lambda/lead_delivery.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "lambda/event.h"

namespace mta::lambda {
namespace {

/// What is left of the invocation when the last try has to be over: time to write and to answer.
constexpr std::chrono::seconds time_to_report{3};

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
    auto pass = co_await parts_.worker.deliver_due(
        {.deadline = parts_.clock.steady_now() + left, .client_gone = {}});
    parts_.before_answer();
    co_return pass;
  }

  Task<void> answer_stream(const Invocation& invocation, const std::vector<StreamRecord>& records) {
    const delivery::Pass pass = co_await deliver(invocation);
    co_await parts_.api.respond(invocation.request_id,
                                encode_batch_failures(failed_records(records, pass)));
  }

  Task<void> answer_schedule(const Invocation& invocation) {
    const delivery::Pass pass = co_await deliver(invocation);
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

bool is_of(const StreamRecord& record, const std::vector<std::string>& leads) {
  return std::ranges::find_first_of(record.keys, leads) != record.keys.end();
}

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
