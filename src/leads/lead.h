#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ports.h"

namespace mta::leads {

/// How somebody can be reached. Empty: not known. Texts are clean (base/text.h).
struct Contact {
  std::string name;
  std::string phone;           ///< E.164, or as it was written
  bool phone_is_e164 = false;  ///< checked against its country's rules
  std::string email;           ///< in lower case
  std::string clinic;
  std::string country;  ///< ISO 3166-1 alpha-2, upper case

  bool operator==(const Contact&) const = default;
};

/// Why a visitor's data may be kept.
enum class Basis : std::uint8_t {
  consent,    ///< a yes to the question of knowledge/consent.md
  requested,  ///< asked in the same message to be contacted
};

enum class Source : std::uint8_t { chat, form };

struct Consent {
  Basis basis = Basis::consent;
  std::string version;  ///< of the wording that was shown (leads/consent.h); empty: requested
  Timestamp given_at;

  bool operator==(const Consent&) const = default;
};

/// A visitor who wants to be contacted, and may be.
struct Lead {
  std::string id;  ///< `lead_` and 22 characters of base64url; names nobody
  Contact contact;
  std::vector<std::string> devices;  ///< names of products, as the catalogue has them
  std::string message;               ///< what was asked; empty: nothing
  std::string language;              ///< BCP 47; of the conversation or the form
  std::string page;                  ///< origin and path where it was left, without a query
  std::string conversation_id;       ///< public (Session::public_id); empty: none
  Source source = Source::chat;
  Consent consent;
  Timestamp created_at;
  Timestamp updated_at;
  Timestamp expires_at;

  bool operator==(const Lead&) const = default;
};

/// What a receiver is told of a lead.
enum class EventKind : std::uint8_t {
  created,  ///< `lead.created`
  updated,  ///< `lead.updated`: more is known of one that was delivered
  erased,   ///< `lead.erased`: one that was delivered is to be forgotten
};
inline constexpr EventKind last_event_kind = EventKind::erased;

/// Who has been told of an event already: one who has is not told again because another was not.
struct Reached {
  bool webhook = false;
  bool topic = false;  ///< SNS's

  bool operator==(const Reached&) const = default;
};

/// An event of the outbox.
struct LeadEvent {
  std::string
      id;  ///< `msg_` and 22 characters of base64url: the `webhook-id`, of each try the same
  EventKind kind = EventKind::created;
  Timestamp at;  ///< when it happened: the body's `timestamp`
  Lead lead;     ///< as it is when the event is taken; of an erased one the id alone
  int attempts = 0;
  Timestamp next_attempt_at;
  Reached reached;
};

}  // namespace mta::leads
