#pragma once

#include <string>

#include "leads/lead.h"

namespace mta::test {

inline constexpr const char* lead_phone = "+966550000123";
inline constexpr const char* lead_email = "sara@clinic.example";

/// A lead with all that one can have but an id, made at `now` and kept for a year.
inline leads::Lead full_lead(Timestamp now) {
  return {
      .id = {},
      .contact = {.name = "Dr. سارة",
                  .phone = lead_phone,
                  .phone_is_e164 = true,
                  .email = lead_email,
                  .clinic = "Derma \"One\" Clinic",
                  .country = "SA"},
      .devices = {"7D HIFU Machine"},
      .message = "كم سعر الجهاز؟",
      .language = "ar",
      .page = "https://shop.example/devices",
      .conversation_id = "0123456789abcdef0123456789abcdef",
      .source = leads::Source::chat,
      .consent = {.basis = leads::Basis::consent, .version = "0011223344556677", .given_at = now},
      .created_at = now,
      .updated_at = now,
      .expires_at = now + std::chrono::days(365)};
}

/// A lead that can be reached by that alone.
inline leads::Lead lead_with_phone(Timestamp now, std::string phone) {
  return {.id = {},
          .contact = {.phone = std::move(phone)},
          .consent = {.basis = leads::Basis::requested, .given_at = now},
          .created_at = now,
          .expires_at = now + std::chrono::days(365)};
}

}  // namespace mta::test
