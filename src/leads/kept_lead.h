#pragma once

#include <optional>
#include <string>

#include "base/ports.h"
#include "leads/ports.h"

/// What every store does to a lead and its event, whatever it keeps them in. A lead has one event
/// at a time: the one that waits, or the one that was delivered last. It holds no copy of the lead,
/// so that a receiver is told what is known at the moment, and erasing has one place to look at.
namespace mta::leads {

enum class EventState : std::uint8_t {
  waiting,
  taken,  ///< a worker has it until `next_attempt_at`; then it is due again
  delivered,
  given_up,
};
inline constexpr EventState last_event_state = EventState::given_up;

struct KeptEvent {
  std::string id;
  EventKind kind = EventKind::created;
  Timestamp at;
  EventState state = EventState::waiting;
  int attempts = 0;
  Timestamp next_attempt_at;  ///< where it is undelivered
  bool was_tried = false;
  Reached reached;
  /// The lead has changed since this event was tried: a receiver may know it as it was, and take
  /// no notice of another try, whose id is the same.
  bool is_outdated = false;
  /// This event or one before it was tried: a receiver may know the lead.
  bool is_lead_known = false;

  [[nodiscard]] bool is_undelivered() const {
    return state == EventState::waiting || state == EventState::taken;
  }
  [[nodiscard]] bool is_due(Timestamp now) const {
    return is_undelivered() && next_attempt_at <= now;
  }
  bool operator==(const KeptEvent&) const = default;
};

/// Of an erased lead `lead` has its id alone, and when that can go (`expires_at`).
struct KeptLead {
  Lead lead;
  KeptEvent event;

  [[nodiscard]] bool is_erased() const { return event.kind == EventKind::erased; }
  bool operator==(const KeptLead&) const = default;
};

/// How long the event of an erased lead is kept where nobody takes it.
inline constexpr std::chrono::days erased_kept{30};

/// A new lead with its event. What the caller left empty is filled in: `id`, `updated_at`.
KeptLead new_lead(Lead lead, Random& random);

/// One that a later one of the same person, made `same_lead_for` after it at most, adds to.
bool is_same_lead(const KeptLead& kept, const Lead& later);
void add_to(KeptLead& kept, Lead later, Random& random);

/// What is kept of one that is erased; nothing: no receiver can know it.
std::optional<KeptLead> erased(const KeptLead& kept, Timestamp now, Random& random);

/// A due event goes to a worker.
LeadEvent take(KeptLead& kept, Timestamp now, std::chrono::seconds hold);
/// False: nothing is kept of the lead any more.
bool settle(KeptLead& kept, const DeliveryResult& result, Timestamp now, Random& random);
void replay(KeptLead& kept, Timestamp now);

bool is_meant(const Subject& subject, const Lead& lead);

}  // namespace mta::leads
