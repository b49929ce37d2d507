#pragma once

#include <string>

#include "leads/lead.h"

namespace mta::test {

inline leads::Lead example_lead(std::string id = "lead_1", Timestamp at = Timestamp{}) {
  return {.id = std::move(id),
          .contact = {.name = "Dr. Sara",
                      .phone = "+966550000000",
                      .phone_is_e164 = true,
                      .email = "sara@clinic.example",
                      .clinic = "Clinic & Co",
                      .country = "SA"},
          .devices = {"7D HIFU Machine"},
          .message = "كم سعر الهايفو؟",
          .language = "ar",
          .page = "https://example.com/devices",
          .conversation_id = "conversation",
          .source = leads::Source::chat,
          .consent = {.basis = leads::Basis::requested, .version = {}, .given_at = at},
          .created_at = at,
          .updated_at = at,
          .expires_at = at + std::chrono::days(365)};
}

inline leads::LeadEvent example_event(leads::EventKind kind = leads::EventKind::created) {
  return {.id = "msg_1", .kind = kind, .at = Timestamp{}, .lead = example_lead(), .attempts = 1};
}

}  // namespace mta::test
