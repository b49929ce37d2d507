#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "leads/lead.h"

/// Leads as JSON: the `data` of a webhook's body, what `mta-chat export` writes, what stores keep.
namespace mta::leads {

std::string_view name_of(Basis basis);     ///< `consent`, `requested`
std::string_view name_of(Source source);   ///< `chat`, `form`
std::string_view name_of(EventKind kind);  ///< `lead.created`, `lead.updated`, `lead.erased`
std::optional<EventKind> event_kind_of(std::string_view name);

/// All members are always there; a text that is not known is null. Times are RFC 3339 in UTC with
/// milliseconds.
///
///     {"id": "lead_…", "name": "Dr. Sara", "phone": "+966550000000", "phone_is_e164": true,
///      "email": null, "clinic": null, "country": "SA", "devices": ["7D HIFU Machine"],
///      "message": "…", "language": "ar", "page": "https://…/devices", "conversation_id": "…",
///      "source": "chat",
///      "consent": {"basis": "consent", "version": "…", "given_at": "2026-11-30T17:05:00.000Z"},
///      "created_at": "…", "updated_at": "…", "expires_at": "…"}
boost::json::object lead_json(const Lead& lead);

/// The lead that such an object is; nothing where it is none: no id, a time or a name that is not
/// known.
std::optional<Lead> lead_of(const boost::json::object& object);

/// The `data` of an event's body: the lead; of one that was erased `{"id": "lead_…"}` alone.
boost::json::object data_of(const LeadEvent& event);

}  // namespace mta::leads
