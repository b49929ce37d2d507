#include "leads/draft.h"

#include <chrono>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace mta::leads {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view name) {
  return std::string(std::string_view(object.at(name).as_string()));
}

json::object contact_json(const Contact& contact) {
  return {{"name", contact.name},   {"phone", contact.phone},   {"e164", contact.phone_is_e164},
          {"email", contact.email}, {"clinic", contact.clinic}, {"country", contact.country}};
}

Contact contact_of(const json::object& object) {
  return {.name = text(object, "name"),
          .phone = text(object, "phone"),
          .phone_is_e164 = object.at("e164").as_bool(),
          .email = text(object, "email"),
          .clinic = text(object, "clinic"),
          .country = text(object, "country")};
}

Draft draft_of(const json::object& object) {
  Draft draft{.contact = contact_of(object.at("contact").as_object()),
              .devices = {},
              .message = text(object, "message"),
              .language = text(object, "language"),
              .begun = text(object, "begun"),
              .page = text(object, "page"),
              .may_add = object.at("may_add").as_bool(),
              .missing_was_asked = object.at("missing_was_asked").as_bool(),
              .consent = {}};
  const auto stage = object.at("stage").as_int64();
  if (stage < 0 || stage > static_cast<std::int64_t>(last_stage)) {
    throw std::runtime_error("an unknown stage");
  }
  draft.stage = static_cast<Stage>(stage);
  for (const json::value& device : object.at("devices").as_array()) {
    draft.devices.emplace_back(std::string_view(device.as_string()));
  }
  const bool was_requested = object.at("was_requested").as_bool();
  draft.consent = {
      .basis = was_requested ? Basis::requested : Basis::consent,
      .version = text(object, "version"),
      .given_at = Timestamp(std::chrono::milliseconds(object.at("given_at").as_int64()))};
  return draft;
}

}  // namespace

std::string seal_draft(std::string_view key, const Nonce& nonce, const Draft& draft) {
  const json::object object{{"stage", static_cast<std::int64_t>(draft.stage)},
                            {"contact", contact_json(draft.contact)},
                            {"devices", json::array(draft.devices.begin(), draft.devices.end())},
                            {"message", draft.message},
                            {"language", draft.language},
                            {"begun", draft.begun},
                            {"page", draft.page},
                            {"may_add", draft.may_add},
                            {"missing_was_asked", draft.missing_was_asked},
                            {"was_requested", draft.consent.basis == Basis::requested},
                            {"version", draft.consent.version},
                            {"given_at", draft.consent.given_at.time_since_epoch().count()}};
  return seal(key, nonce, json::serialize(object));
}

std::optional<Draft> open_draft(std::string_view key, std::string_view sealed) {
  const auto opened = unseal(key, sealed);
  if (!opened) return std::nullopt;
  try {
    return draft_of(json::parse(*opened).as_object());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace mta::leads
