#include "leads/kept_lead.h"

#include <algorithm>
#include <utility>

#include "leads/ids.h"

namespace mta::leads {
namespace {

KeptEvent new_event(EventKind kind, Timestamp at, Random& random) {
  return {.id = new_event_id(random), .kind = kind, .at = at, .next_attempt_at = at};
}

void replace(std::string& known, std::string now) {
  if (!now.empty()) known = std::move(now);
}

void add_contact(Contact& known, Contact now) {
  if (!now.phone.empty()) {
    known.phone = std::move(now.phone);
    known.phone_is_e164 = now.phone_is_e164;
  }
  replace(known.name, std::move(now.name));
  replace(known.email, std::move(now.email));
  replace(known.clinic, std::move(now.clinic));
  replace(known.country, std::move(now.country));
}

void add_devices(std::vector<std::string>& known, std::vector<std::string> now) {
  for (std::string& device : now) {
    const bool is_known = std::ranges::find(known, device) != known.end();
    if (!is_known) known.push_back(std::move(device));
  }
}

void add_lead(Lead& known, Lead now) {
  add_contact(known.contact, std::move(now.contact));
  add_devices(known.devices, std::move(now.devices));
  replace(known.message, std::move(now.message));
  replace(known.language, std::move(now.language));
  replace(known.page, std::move(now.page));
  replace(known.conversation_id, std::move(now.conversation_id));
  known.source = now.source;
  known.consent = std::move(now.consent);
  known.updated_at = std::max(now.updated_at, now.created_at);
  known.expires_at = std::max(known.expires_at, now.expires_at);
}

void note_change(KeptEvent& event, Timestamp at, Random& random) {
  if (event.state == EventState::delivered) {
    event = new_event(EventKind::updated, at, random);
    event.is_lead_known = true;
  } else if (event.state == EventState::given_up) {
    event.state = EventState::waiting;
    event.attempts = 0;
    event.next_attempt_at = at;
    event.reached = {};
  }
  event.is_outdated = event.was_tried;
}

bool is_same_and_known(const std::string& a, const std::string& b) { return !a.empty() && a == b; }

struct IsMeant {
  const Lead& lead;
  bool operator()(const ById& by) const { return is_same_and_known(by.id, lead.id); }
  bool operator()(const ByPhone& by) const {
    return is_same_and_known(by.phone, lead.contact.phone);
  }
  bool operator()(const ByEmail& by) const {
    return is_same_and_known(by.email, lead.contact.email);
  }
  bool operator()(const ByConversation& by) const {
    return is_same_and_known(by.public_id, lead.conversation_id);
  }
};

struct Settle {
  KeptLead& kept;
  Timestamp now;
  Random& random;

  bool operator()(const Delivered&) const {
    if (kept.is_erased()) return false;
    const bool is_outdated = kept.event.is_outdated;
    kept.event.state = EventState::delivered;
    kept.event.is_outdated = false;
    if (is_outdated) note_change(kept.event, now, random);
    return true;
  }
  bool operator()(const TryAgain& later) const {
    if (kept.event.state == EventState::delivered) return true;  // by a worker that was faster
    kept.event.state = EventState::waiting;
    kept.event.next_attempt_at = later.at;
    kept.event.reached = later.reached;
    return true;
  }
  bool operator()(const GivenUp&) const {
    if (kept.event.state != EventState::delivered) kept.event.state = EventState::given_up;
    return true;
  }
};

}  // namespace

KeptLead new_lead(Lead lead, Random& random) {
  if (lead.id.empty()) lead.id = new_lead_id(random);
  lead.updated_at = std::max(lead.updated_at, lead.created_at);
  const Timestamp at = lead.updated_at;
  return {.lead = std::move(lead), .event = new_event(EventKind::created, at, random)};
}

bool is_same_lead(const KeptLead& kept, const Lead& later) {
  const Contact& contact = kept.lead.contact;
  const bool is_same_person = is_same_and_known(contact.phone, later.contact.phone) ||
                              is_same_and_known(contact.email, later.contact.email);
  return is_same_person && !kept.is_erased() && kept.lead.expires_at > later.created_at &&
         later.created_at - kept.lead.created_at < same_lead_for;
}

void add_to(KeptLead& kept, Lead later, Random& random) {
  add_lead(kept.lead, std::move(later));
  note_change(kept.event, kept.lead.updated_at, random);
}

std::optional<KeptLead> erased(const KeptLead& kept, Timestamp now, Random& random) {
  if (!kept.event.is_lead_known) return std::nullopt;
  KeptLead rest{.lead = {}, .event = new_event(EventKind::erased, now, random)};
  rest.lead.id = kept.lead.id;
  rest.lead.expires_at = now + erased_kept;
  // A try may be under way: what is to be forgotten must not arrive after this.
  if (kept.event.state == EventState::taken) {
    rest.event.next_attempt_at = std::max(now, kept.event.next_attempt_at);
  }
  return rest;
}

LeadEvent take(KeptLead& kept, Timestamp now, std::chrono::seconds hold) {
  KeptEvent& event = kept.event;
  event.state = EventState::taken;
  event.next_attempt_at = now + hold;
  event.was_tried = true;
  event.is_lead_known = true;
  ++event.attempts;
  LeadEvent taken{.id = event.id,
                  .kind = event.kind,
                  .at = event.at,
                  .lead = {},
                  .attempts = event.attempts,
                  .next_attempt_at = event.next_attempt_at,
                  .reached = event.reached};
  if (kept.is_erased()) {
    taken.lead.id = kept.lead.id;
  } else {
    taken.lead = kept.lead;
  }
  return taken;
}

bool settle(KeptLead& kept, const DeliveryResult& result, Timestamp now, Random& random) {
  return std::visit(Settle{.kept = kept, .now = now, .random = random}, result);
}

void replay(KeptLead& kept, Timestamp now) {
  if (kept.event.state == EventState::taken) return;
  kept.event.state = EventState::waiting;
  kept.event.attempts = 0;
  kept.event.reached = {};
  kept.event.next_attempt_at = now;
}

bool is_meant(const Subject& subject, const Lead& lead) {
  return std::visit(IsMeant{lead}, subject);
}

}  // namespace mta::leads
