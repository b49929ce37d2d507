#include "storage/dynamodb_lead_item.h"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.h"
#include "leads/lead_json.h"
#include "storage/dynamodb_client.h"
#include "storage/milliseconds.h"

namespace mta::storage {
namespace {

namespace json = boost::json;
using leads::KeptEvent;
using leads::Lead;

Timestamp time_of(const json::object& item, std::string_view name) {
  return Timestamp(std::chrono::milliseconds(number_of(item, name).value_or(0)));
}

bool flag_of(const json::object& item, std::string_view name) {
  return number_of(item, name).value_or(0) != 0;
}

std::string link(std::string_view kind, const std::string& value) {
  return std::string(kind) + "#" + hex(sha256(value));
}

void add_link(std::set<std::string>& links, std::string_view kind, const std::string& value) {
  if (!value.empty()) links.insert(link(kind, value));
}

json::object list_of(const std::set<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.push_back(string_value(text));
  return {{"L", std::move(list)}};
}

std::set<std::string> texts_of(const json::object& item, std::string_view name) {
  std::set<std::string> texts;
  const json::object* typed = object_in(item, name);
  const json::value* list = typed != nullptr ? typed->if_contains("L") : nullptr;
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& element : list->get_array()) {
    const json::object* value = element.if_object();
    const json::value* text = value != nullptr ? value->if_contains("S") : nullptr;
    if (text != nullptr && text->is_string()) texts.emplace(text->get_string());
  }
  return texts;
}

void put_event(json::object& item, const KeptEvent& event) {
  item["event_id"] = string_value(event.id);
  item["event_kind"] = string_value(leads::name_of(event.kind));
  item["event_at"] = number_value(milliseconds(event.at));
  item["event_state"] = number_value(static_cast<std::int64_t>(event.state));
  item["attempts"] = number_value(event.attempts);
  item["was_tried"] = number_value(std::int64_t{event.was_tried});
  item["reached_webhook"] = number_value(std::int64_t{event.reached.webhook});
  item["reached_topic"] = number_value(std::int64_t{event.reached.topic});
  item["is_outdated"] = number_value(std::int64_t{event.is_outdated});
  item["is_lead_known"] = number_value(std::int64_t{event.is_lead_known});
  if (!event.is_undelivered()) return;
  item["due"] = string_value("due");
  item["next_attempt_at"] = number_value(milliseconds(event.next_attempt_at));
}

std::optional<KeptEvent> event_of(const json::object& item) {
  const auto kind = leads::event_kind_of(string_of(item, "event_kind").value_or(""));
  const std::int64_t state = number_of(item, "event_state").value_or(-1);
  if (!kind || state < 0 || state > static_cast<std::int64_t>(leads::last_event_state)) {
    return std::nullopt;
  }
  return KeptEvent{.id = string_of(item, "event_id").value_or(""),
                   .kind = *kind,
                   .at = time_of(item, "event_at"),
                   .state = static_cast<leads::EventState>(state),
                   .attempts = static_cast<int>(number_of(item, "attempts").value_or(0)),
                   .next_attempt_at = time_of(item, "next_attempt_at"),
                   .was_tried = flag_of(item, "was_tried"),
                   .reached = {.webhook = flag_of(item, "reached_webhook"),
                               .topic = flag_of(item, "reached_topic")},
                   .is_outdated = flag_of(item, "is_outdated"),
                   .is_lead_known = flag_of(item, "is_lead_known")};
}

}  // namespace

std::optional<Lead> listed_lead_of(const json::object& item) {
  boost::system::error_code error;
  const json::value value = json::parse(string_of(item, "data").value_or(""), error);
  const json::object* object = error ? nullptr : value.if_object();
  return object != nullptr ? leads::lead_of(*object) : std::nullopt;
}

json::object item_of(const LeadItem& lead) {
  json::object item = lead_key(lead.kept.lead.id, "lead");
  put_event(item, lead.kept.event);
  item["version"] = number_value(lead.version);
  item["expires_at"] = time_value(lead.kept.lead.expires_at);
  if (lead.kept.is_erased()) return item;
  item["data"] = string_value(json::serialize(leads::lead_json(lead.kept.lead)));
  item["listed"] = string_value("lead");
  item["created_at"] = number_value(milliseconds(lead.kept.lead.created_at));
  item["links"] = list_of(lead.links);
  return item;
}

std::optional<LeadItem> lead_item_of(const json::object& item) {
  auto event = event_of(item);
  if (!event) return std::nullopt;
  LeadItem found{.kept = {.lead = {}, .event = std::move(*event)},
                 .version = number_of(item, "version").value_or(0),
                 .links = texts_of(item, "links")};
  found.kept.lead.id = string_of(item, "pk").value_or("");
  found.kept.lead.expires_at =
      Timestamp(std::chrono::seconds(number_of(item, "expires_at").value_or(0)));
  if (found.kept.is_erased()) return found;
  auto lead = listed_lead_of(item);
  if (!lead) return std::nullopt;
  found.kept.lead = std::move(*lead);
  return found;
}

std::string link_of(const leads::Subject& subject) {
  if (const auto* by = std::get_if<leads::ByPhone>(&subject)) return link("phone", by->phone);
  if (const auto* by = std::get_if<leads::ByEmail>(&subject)) return link("email", by->email);
  return link("conversation", std::get<leads::ByConversation>(subject).public_id);
}

std::set<std::string> person_links_of(const Lead& lead) {
  std::set<std::string> links;
  add_link(links, "phone", lead.contact.phone);
  add_link(links, "email", lead.contact.email);
  return links;
}

std::set<std::string> links_of(const Lead& lead) {
  std::set<std::string> links = person_links_of(lead);
  add_link(links, "conversation", lead.conversation_id);
  return links;
}

json::object lead_key(std::string_view pk, std::string_view sk) {
  return {{"pk", string_value(pk)}, {"sk", string_value(sk)}};
}

}  // namespace mta::storage
