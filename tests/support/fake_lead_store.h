#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "leads/ports.h"

namespace mta::test {

/// An outbox in memory that fails on demand; of the rest of a store it has what delivering needs.
class FakeLeadStore final : public leads::LeadStore {
 public:
  enum class State : std::uint8_t { waiting, delivered, given_up };
  struct Entry {
    leads::LeadEvent event;
    State state = State::waiting;
  };

  Task<Result<leads::Saved>> save(leads::Lead lead) override {
    if (failing) co_return std::unexpected(failure());
    const std::string id = lead.id;
    const Timestamp at = lead.created_at;
    entries.push_back({.event = {.id = "msg_" + id,
                                 .kind = leads::EventKind::created,
                                 .at = at,
                                 .lead = std::move(lead),
                                 .next_attempt_at = at}});
    co_return leads::Saved{.id = id, .is_new = true};
  }
  Task<Result<std::vector<leads::Lead>>> find(leads::Subject, Timestamp) override {
    co_return std::unexpected(failure());
  }
  Task<Result<leads::LeadPage>> list(leads::LeadQuery, Timestamp) override {
    co_return std::unexpected(failure());
  }
  Task<Result<std::size_t>> erase(leads::Subject, Timestamp) override {
    if (failing) co_return std::unexpected(failure());
    co_return std::exchange(entries, {}).size();
  }

  Task<Result<std::vector<leads::LeadEvent>>> take_due(Timestamp now, std::chrono::seconds hold,
                                                       std::size_t most) override {
    if (failing) co_return std::unexpected(failure());
    std::vector<leads::LeadEvent> taken;
    for (Entry& entry : entries) {
      const bool is_due = entry.state == State::waiting && entry.event.next_attempt_at <= now;
      if (!is_due || taken.size() == most) continue;
      ++entry.event.attempts;
      entry.event.next_attempt_at = now + hold;
      taken.push_back(entry.event);
    }
    co_return taken;
  }

  Task<Result<bool>> settle(std::string event_id, leads::DeliveryResult result,
                            Timestamp) override {
    if (failing || event_id == fails_to_settle) co_return std::unexpected(failure());
    const auto found = std::ranges::find(entries, event_id, [](auto& e) { return e.event.id; });
    if (found == entries.end()) co_return false;
    if (std::holds_alternative<leads::Delivered>(result)) found->state = State::delivered;
    if (std::holds_alternative<leads::GivenUp>(result)) found->state = State::given_up;
    if (const auto* later = std::get_if<leads::TryAgain>(&result)) {
      found->event.next_attempt_at = later->at;
      found->event.reached = later->reached;
    }
    co_return true;
  }

  Task<Result<bool>> replay(std::string lead_id, Timestamp now) override {
    for (Entry& entry : entries) {
      if (entry.event.lead.id != lead_id) continue;
      entry.state = State::waiting;
      entry.event.attempts = 0;
      entry.event.next_attempt_at = now;
      co_return true;
    }
    co_return false;
  }

  Task<Result<leads::Backlog>> backlog(Timestamp) override {
    if (failing) co_return std::unexpected(failure());
    leads::Backlog waiting;
    for (const Entry& entry : entries) {
      if (entry.state != State::waiting) continue;
      ++waiting.undelivered;
      waiting.oldest = std::min(waiting.oldest.value_or(entry.event.at), entry.event.at);
    }
    co_return waiting;
  }

  std::vector<Entry> entries;
  bool failing = false;
  std::string fails_to_settle;  ///< an event's id

 private:
  static Error failure() {
    return {.kind = ErrorKind::store_failed, .message = {}, .detail = "disk on fire"};
  }
};

}  // namespace mta::test
