#include "leads/lead_json.h"

#include <algorithm>
#include <array>
#include <string>

#include <boost/json/array.hpp>

#include "base/json.h"
#include "base/utc_text.h"

namespace mta::leads {
namespace {

namespace json = boost::json;

constexpr auto basis_names = std::to_array<std::string_view>({"consent", "requested"});
constexpr auto source_names = std::to_array<std::string_view>({"chat", "form"});
constexpr auto event_names =
    std::to_array<std::string_view>({"lead.created", "lead.updated", "lead.erased"});
static_assert(event_names.size() == static_cast<std::size_t>(last_event_kind) + 1);

template <class Enum>
std::optional<Enum> named(const auto& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

std::vector<std::string> texts_in(const json::value* value) {
  std::vector<std::string> texts;
  const json::array* array = value != nullptr ? value->if_array() : nullptr;
  if (array == nullptr) return texts;
  for (const json::value& one : *array) {
    if (const auto text = text_in(&one)) texts.emplace_back(*text);
  }
  return texts;
}

std::optional<Timestamp> time_in(const json::value* value) {
  return rfc3339_time(text_in(value).value_or(""));
}

json::object consent_json(const Consent& consent) {
  return {{"basis", view(name_of(consent.basis))},
          {"version", text_or_null(consent.version)},
          {"given_at", rfc3339(consent.given_at)}};
}

std::optional<Consent> consent_in(const json::value* value) {
  const auto basis = named<Basis>(basis_names, string_in(member(value, "basis")));
  const auto given_at = time_in(member(value, "given_at"));
  if (!basis || !given_at) return std::nullopt;
  return Consent{
      .basis = *basis, .version = string_in(member(value, "version")), .given_at = *given_at};
}

Contact contact_in(const json::object& lead) {
  const auto text = [&](std::string_view name) { return string_in(member(lead, name)); };
  return {.name = text("name"),
          .phone = text("phone"),
          .phone_is_e164 = is_true(member(lead, "phone_is_e164")),
          .email = text("email"),
          .clinic = text("clinic"),
          .country = text("country")};
}

}  // namespace

std::string_view name_of(Basis basis) { return basis_names.at(static_cast<std::size_t>(basis)); }
std::string_view name_of(Source source) {
  return source_names.at(static_cast<std::size_t>(source));
}
std::string_view name_of(EventKind kind) { return event_names.at(static_cast<std::size_t>(kind)); }

std::optional<EventKind> event_kind_of(std::string_view name) {
  return named<EventKind>(event_names, name);
}

json::object lead_json(const Lead& lead) {
  return {{"id", lead.id},
          {"name", text_or_null(lead.contact.name)},
          {"phone", text_or_null(lead.contact.phone)},
          {"phone_is_e164", lead.contact.phone_is_e164},
          {"email", text_or_null(lead.contact.email)},
          {"clinic", text_or_null(lead.contact.clinic)},
          {"country", text_or_null(lead.contact.country)},
          {"devices", json::array(lead.devices.begin(), lead.devices.end())},
          {"message", text_or_null(lead.message)},
          {"language", text_or_null(lead.language)},
          {"page", text_or_null(lead.page)},
          {"conversation_id", text_or_null(lead.conversation_id)},
          {"source", view(name_of(lead.source))},
          {"consent", consent_json(lead.consent)},
          {"created_at", rfc3339(lead.created_at)},
          {"updated_at", rfc3339(lead.updated_at)},
          {"expires_at", rfc3339(lead.expires_at)}};
}

std::optional<Lead> lead_of(const json::object& object) {
  const auto text = [&](std::string_view name) { return string_in(member(object, name)); };
  const auto source = named<Source>(source_names, text("source"));
  const auto consent = consent_in(member(object, "consent"));
  const auto created_at = time_in(member(object, "created_at"));
  const auto updated_at = time_in(member(object, "updated_at"));
  const auto expires_at = time_in(member(object, "expires_at"));
  if (!source || !consent || !created_at || !updated_at || !expires_at || text("id").empty()) {
    return std::nullopt;
  }
  return Lead{.id = text("id"),
              .contact = contact_in(object),
              .devices = texts_in(member(object, "devices")),
              .message = text("message"),
              .language = text("language"),
              .page = text("page"),
              .conversation_id = text("conversation_id"),
              .source = *source,
              .consent = *consent,
              .created_at = *created_at,
              .updated_at = *updated_at,
              .expires_at = *expires_at};
}

json::object data_of(const LeadEvent& event) {
  if (event.kind == EventKind::erased) return {{"id", event.lead.id}};
  return lead_json(event.lead);
}

}  // namespace mta::leads
