#include "delivery/worker.h"

#include <algorithm>
#include <utility>

#include "base/utc_text.h"
#include "delivery/schedule.h"
#include "leads/lead_json.h"

namespace mta::delivery {

using leads::Delivered;
using leads::DeliveryResult;
using leads::EventKind;
using leads::GivenUp;
using leads::LeadEvent;
using leads::Source;
using leads::TryAgain;

/// A try to tell everybody who does not know yet.
struct Worker::Try {
  LeadEvent event;
  leads::Reached reached;
  std::string cause;  ///< why somebody was not reached; empty: all were
  std::optional<std::chrono::seconds> retry_after;
  bool only_off = false;  ///< nothing failed but that the webhook is off

  void add_cause(const std::string& more) { cause.append(cause.empty() ? "" : "; ").append(more); }
};

Task<Pass> Worker::deliver_due(CallLimits limits) {
  Pass pass;
  while (has_time(limits)) {
    if (!co_await deliver_next(limits, pass)) break;
  }
  co_await show_backlog(pass);
  co_return pass;
}

/// False: there is no use in going on.
Task<bool> Worker::deliver_next(const CallLimits& limits, Pass& pass) {
  auto taken = co_await parts_.store.take_due(parts_.clock.now(), hold, 1);
  if (!taken) {
    note_store_failure(taken.error(), pass);
    co_return false;
  }
  pass.is_complete = taken->empty();
  if (taken->empty()) co_return false;
  const Try attempt = co_await tried(std::move(taken->front()), limits);
  const DeliveryResult result = result_of(attempt, limits);
  const auto kept = co_await parts_.store.settle(attempt.event.id, result, parts_.clock.now());
  (kept ? pass.settled : pass.unsettled).push_back(attempt.event.lead.id);
  if (!kept) {
    note_store_failure(kept.error(), pass);
    co_return false;
  }
  if (const auto* later = std::get_if<TryAgain>(&result)) {
    pass.next = std::min(pass.next.value_or(later->at), later->at);
  }
  note(attempt, result);
  co_return true;
}

Task<Worker::Try> Worker::tried(LeadEvent event, const CallLimits& limits) {
  Try attempt{.event = std::move(event), .reached = {}, .cause = {}, .retry_after = {}};
  attempt.reached = attempt.event.reached;
  // The topic first: it is quick, and people read mails while a webhook is down.
  if (parts_.topic && !attempt.reached.topic) co_await ask_topic(limits, attempt);
  if (parts_.webhook && !attempt.reached.webhook) co_await ask_webhook(limits, attempt);
  co_return attempt;
}

Task<void> Worker::ask_topic(const CallLimits& limits, Try& attempt) {
  const Outcome outcome = co_await parts_.topic->deliver(attempt.event, limits);
  attempt.reached.topic = outcome.verdict == Verdict::accepted;
  if (!attempt.reached.topic) attempt.add_cause(outcome.cause);
}

Task<void> Worker::ask_webhook(const CallLimits& limits, Try& attempt) {
  if (off_until_ && parts_.clock.now() < *off_until_) {
    attempt.only_off = attempt.cause.empty();
    attempt.add_cause("the webhook is switched off");
    co_return;
  }
  const Outcome outcome = co_await parts_.webhook->deliver(attempt.event, limits);
  off_until_.reset();
  attempt.reached.webhook = outcome.verdict == Verdict::accepted;
  if (attempt.reached.webhook) co_return;
  if (!limits.client_gone.stop_requested()) parts_.metrics.add(Counter::lead_webhook_failures);
  if (outcome.verdict == Verdict::gone) switch_off();
  attempt.only_off = attempt.cause.empty() && off_until_.has_value();
  attempt.retry_after = outcome.retry_after;
  attempt.add_cause(outcome.cause);
}

/// A process that is new asks once and hears the 410 again, so that nothing has to be stored.
void Worker::switch_off() {
  off_until_ = parts_.clock.now() + off_for;
  const std::string until = rfc3339(*off_until_);
  parts_.log.write(LogLevel::error,
                   "the webhook is switched off: its receiver answered 410 (gone); leads wait",
                   {{"until", std::string_view(until)}});
}

DeliveryResult Worker::result_of(const Try& attempt, const CallLimits& limits) {
  const Timestamp now = parts_.clock.now();
  if (attempt.cause.empty()) return Delivered{};
  if (limits.client_gone.stop_requested()) return TryAgain{.at = now, .reached = attempt.reached};
  if (attempt.only_off && off_until_) {
    return TryAgain{.at = *off_until_, .reached = attempt.reached};
  }
  const auto delay = delay_after(attempt.event.attempts, attempt.retry_after, parts_.random);
  if (!delay) return GivenUp{};
  return TryAgain{.at = now + *delay, .reached = attempt.reached};
}

void Worker::note(const Try& attempt, const DeliveryResult& result) {
  const LeadEvent& event = attempt.event;
  const bool is_chat = event.lead.source == Source::chat;
  const bool is_new = event.kind == EventKind::created;
  const bool is_delivered = std::holds_alternative<Delivered>(result);
  const bool is_given_up = std::holds_alternative<GivenUp>(result);
  if (is_new && is_delivered) {
    parts_.metrics.add(is_chat ? Counter::chat_leads_delivered : Counter::form_leads_delivered);
  }
  if (is_given_up) {
    parts_.metrics.add(is_chat ? Counter::chat_leads_given_up : Counter::form_leads_given_up);
  }
  const auto* later = std::get_if<TryAgain>(&result);
  const std::string next = later ? rfc3339(later->at) : std::string();
  using Value = LogField::Value;
  parts_.log.write(is_delivered  ? LogLevel::info
                   : is_given_up ? LogLevel::error
                                 : LogLevel::warn,
                   is_delivered  ? "lead delivered"
                   : is_given_up ? "lead given up: deliver it with mta-chat leads replay"
                                 : "lead not delivered",
                   {{"event_id", std::string_view(event.id)},
                    {"event_type", leads::name_of(event.kind)},
                    {"lead_id", std::string_view(event.lead.id)},
                    {"attempt", std::int64_t{event.attempts}},
                    {"cause", is_delivered ? Value() : Value(std::string_view(attempt.cause))},
                    {"next_attempt_at", later ? Value(std::string_view(next)) : Value()}});
}

void Worker::note_store_failure(const Error& error, Pass& pass) {
  pass.has_store_failed = true;
  parts_.metrics.add(Counter::store_errors);
  parts_.log.write(LogLevel::error, "the leads' store failed",
                   {{"cause", std::string_view(error.detail)}});
}

Task<void> Worker::show_backlog(Pass& pass) {
  const Timestamp now = parts_.clock.now();
  const auto backlog = co_await parts_.store.backlog(now);
  if (!backlog) {
    note_store_failure(backlog.error(), pass);
    co_return;
  }
  const auto age = now - backlog->oldest.value_or(now);
  parts_.metrics.set(Gauge::leads_undelivered, static_cast<double>(backlog->undelivered));
  parts_.metrics.set(Gauge::leads_oldest_undelivered_seconds,
                     std::max(0.0, std::chrono::duration<double>(age).count()));
}

bool Worker::has_time(const CallLimits& limits) const {
  if (limits.client_gone.stop_requested()) return false;
  const SteadyTime now = parts_.clock.steady_now();
  return limits.deadline > now && limits.deadline - now >= hold;
}

}  // namespace mta::delivery
