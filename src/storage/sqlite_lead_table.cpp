#include "storage/sqlite_lead_table.h"

#include <algorithm>
#include <array>
#include <functional>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "leads/lead_json.h"
#include "storage/milliseconds.h"
#include "storage/sqlite_schema.h"

namespace mta::storage {
namespace {

namespace json = boost::json;
using leads::KeptEvent;
using leads::KeptLead;
using leads::Lead;

Timestamp timestamp(std::int64_t at_ms) { return Timestamp(std::chrono::milliseconds(at_ms)); }

/// Of an event and its lead, which is NULL where it was erased.
std::string select_kept(std::string_view from) {
  return "SELECT e.lead, e.id, e.kind, e.at, e.state, e.attempts, e.next_attempt_at, e.was_tried, "
         "e.is_outdated, e.is_lead_known, e.expires_at, l.data, "
         "e.reached_webhook, e.reached_topic FROM " +
         std::string(from);
}

std::string select_lead_by(std::string_view condition) {
  return select_kept("leads l JOIN lead_events e ON e.lead = l.id WHERE ") +
         std::string(condition) + " ORDER BY l.created_at DESC, l.id DESC";
}

std::string select_event_by(std::string_view condition) {
  return select_kept("lead_events e LEFT JOIN leads l ON l.id = e.lead WHERE ") +
         std::string(condition);
}

std::optional<Lead> lead_in(const std::string& data) {
  boost::system::error_code error;
  const json::value value = json::parse(data, error);
  const json::object* object = error ? nullptr : value.if_object();
  return object != nullptr ? leads::lead_of(*object) : std::nullopt;
}

/// Nothing: the row is of a program that knows more than this one.
std::optional<KeptLead> kept_in(const SqliteStatement& row) {
  const auto kind = leads::event_kind_of(row.text(2));
  const std::int64_t state = row.number(4);
  if (!kind || state < 0 || state > static_cast<std::int64_t>(leads::last_event_state)) {
    return std::nullopt;
  }
  KeptLead kept{.lead = {},
                .event = {.id = row.text(1),
                          .kind = *kind,
                          .at = timestamp(row.number(3)),
                          .state = static_cast<leads::EventState>(state),
                          .attempts = static_cast<int>(row.number(5)),
                          .next_attempt_at = timestamp(row.number(6)),
                          .was_tried = row.number(7) != 0,
                          .reached = {.webhook = row.number(12) != 0, .topic = row.number(13) != 0},
                          .is_outdated = row.number(8) != 0,
                          .is_lead_known = row.number(9) != 0}};
  kept.lead.id = row.text(0);
  kept.lead.expires_at = timestamp(row.number(10));
  if (kept.is_erased()) return kept;
  auto lead = lead_in(row.text(11));
  if (!lead) return std::nullopt;
  kept.lead = std::move(*lead);
  return kept;
}

/// An empty text stays NULL.
void bind_known(SqliteStatement& statement, int position, const std::string& text) {
  if (!text.empty()) statement.bind(position, text);
}

SqliteDb prepared(const std::string& path) {
  SqliteDb db(path);
  prepare_schema(db);
  db.execute("PRAGMA synchronous = FULL");
  return db;
}

}  // namespace

LeadTable::LeadTable(const std::string& path)
    : db_(prepared(path)),
      transactions_(db_),
      by_id_(db_, select_event_by("e.lead = ?")),
      by_event_(db_, select_event_by("e.id = ?")),
      by_phone_(db_, select_lead_by("l.phone = ?")),
      by_email_(db_, select_lead_by("l.email = ?")),
      by_conversation_(db_, select_lead_by("l.conversation_id = ?")),
      same_(db_, select_lead_by("(l.phone = ? OR l.email = ?) AND l.created_at > ?")),
      page_(db_,
            "SELECT data FROM leads WHERE (created_at, id) < (?, ?) AND expires_at > ? "
            "ORDER BY created_at DESC, id DESC LIMIT ?"),
      due_(db_, select_event_by("e.next_attempt_at <= ? ORDER BY e.next_attempt_at LIMIT ?")),
      backlog_(db_, "SELECT count(*), min(at) FROM lead_events WHERE next_attempt_at IS NOT NULL"),
      put_lead_(db_,
                "INSERT OR REPLACE INTO leads (id, phone, email, conversation_id, created_at, "
                "expires_at, data) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      put_event_(db_,
                 "INSERT OR REPLACE INTO lead_events (lead, id, kind, at, state, attempts, "
                 "next_attempt_at, was_tried, is_outdated, is_lead_known, expires_at, "
                 "reached_webhook, reached_topic) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      remove_lead_(db_, "DELETE FROM leads WHERE id = ?"),
      remove_event_(db_, "DELETE FROM lead_events WHERE lead = ?"),
      expired_leads_(db_,
                     "DELETE FROM leads WHERE rowid IN "
                     "(SELECT rowid FROM leads WHERE expires_at <= ? LIMIT ?)"),
      expired_events_(db_,
                      "DELETE FROM lead_events WHERE rowid IN "
                      "(SELECT rowid FROM lead_events WHERE expires_at <= ? LIMIT ?)") {}

void LeadTable::reset() {
  for (const auto statement : std::to_array(
           {std::ref(by_id_), std::ref(by_event_), std::ref(by_phone_), std::ref(by_email_),
            std::ref(by_conversation_), std::ref(same_), std::ref(page_), std::ref(due_),
            std::ref(backlog_), std::ref(put_lead_), std::ref(put_event_), std::ref(remove_lead_),
            std::ref(remove_event_), std::ref(expired_leads_), std::ref(expired_events_)})) {
    statement.get().reset();
  }
}

std::vector<KeptLead> LeadTable::rows(SqliteStatement& select) {
  std::vector<KeptLead> found;
  while (select.step()) {
    if (auto kept = kept_in(select)) found.push_back(std::move(*kept));
  }
  select.reset();
  return found;
}

std::optional<KeptLead> LeadTable::row(SqliteStatement& select) {
  auto found = rows(select);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<KeptLead> LeadTable::lead(const std::string& id) { return row(by_id_.bind(1, id)); }

std::optional<KeptLead> LeadTable::with_event(const std::string& event_id) {
  return row(by_event_.bind(1, event_id));
}

std::optional<KeptLead> LeadTable::same_lead(const Lead& lead) {
  bind_known(same_, 1, lead.contact.phone);
  bind_known(same_, 2, lead.contact.email);
  same_.bind(3, milliseconds(lead.created_at - leads::same_lead_for));
  auto found = rows(same_);
  const auto same =
      std::ranges::find_if(found, [&](const KeptLead& kept) { return is_same_lead(kept, lead); });
  return same == found.end() ? std::nullopt : std::optional(std::move(*same));
}

std::vector<KeptLead> LeadTable::find(const leads::Subject& subject) {
  if (const auto* by = std::get_if<leads::ByPhone>(&subject)) {
    return rows(by_phone_.bind(1, by->phone));
  }
  if (const auto* by = std::get_if<leads::ByEmail>(&subject)) {
    return rows(by_email_.bind(1, by->email));
  }
  if (const auto* by = std::get_if<leads::ByConversation>(&subject)) {
    return rows(by_conversation_.bind(1, by->public_id));
  }
  auto found = rows(by_id_.bind(1, std::get<leads::ById>(subject).id));
  std::erase_if(found, [](const KeptLead& kept) { return kept.is_erased(); });
  return found;
}

std::vector<Lead> LeadTable::page(const RecordPosition& from, std::size_t most, Timestamp now) {
  page_.bind(1, from.at_ms).bind(2, from.key).bind(3, milliseconds(now));
  page_.bind(4, static_cast<std::int64_t>(most));
  std::vector<Lead> found;
  while (page_.step()) {
    if (auto lead = lead_in(page_.text(0))) found.push_back(std::move(*lead));
  }
  page_.reset();
  return found;
}

std::vector<KeptLead> LeadTable::due(Timestamp now, std::size_t most) {
  return rows(due_.bind(1, milliseconds(now)).bind(2, static_cast<std::int64_t>(most)));
}

leads::Backlog LeadTable::backlog() {
  backlog_.step();
  leads::Backlog backlog{.undelivered = static_cast<std::size_t>(backlog_.number(0)), .oldest = {}};
  if (backlog.undelivered > 0) backlog.oldest = timestamp(backlog_.number(1));
  backlog_.reset();
  return backlog;
}

void LeadTable::put(const KeptLead& kept) {
  if (kept.is_erased()) {
    remove_lead_.bind(1, kept.lead.id).step();
    remove_lead_.reset();
  } else {
    put_lead(kept.lead);
  }
  put_event(kept);
}

void LeadTable::put_lead(const Lead& lead) {
  const std::string data = json::serialize(leads::lead_json(lead));
  put_lead_.bind(1, lead.id);
  bind_known(put_lead_, 2, lead.contact.phone);
  bind_known(put_lead_, 3, lead.contact.email);
  bind_known(put_lead_, 4, lead.conversation_id);
  put_lead_.bind(5, milliseconds(lead.created_at)).bind(6, milliseconds(lead.expires_at));
  put_lead_.bind(7, data).step();
  put_lead_.reset();
}

void LeadTable::put_event(const KeptLead& kept) {
  const KeptEvent& event = kept.event;
  put_event_.bind(1, kept.lead.id).bind(2, event.id).bind(3, leads::name_of(event.kind));
  put_event_.bind(4, milliseconds(event.at)).bind(5, static_cast<std::int64_t>(event.state));
  put_event_.bind(6, std::int64_t{event.attempts});
  if (event.is_undelivered()) put_event_.bind(7, milliseconds(event.next_attempt_at));
  put_event_.bind(8, std::int64_t{event.was_tried}).bind(9, std::int64_t{event.is_outdated});
  put_event_.bind(10, std::int64_t{event.is_lead_known});
  put_event_.bind(11, milliseconds(kept.lead.expires_at));
  put_event_.bind(12, std::int64_t{event.reached.webhook});
  put_event_.bind(13, std::int64_t{event.reached.topic}).step();
  put_event_.reset();
}

void LeadTable::remove(const std::string& id) {
  remove_lead_.bind(1, id).step();
  remove_lead_.reset();
  remove_event_.bind(1, id).step();
  remove_event_.reset();
}

bool LeadTable::clean_up(Timestamp now, std::int64_t most) {
  bool is_more = false;
  for (const auto statement :
       std::to_array({std::ref(expired_leads_), std::ref(expired_events_)})) {
    statement.get().bind(1, milliseconds(now)).bind(2, most).step();
    statement.get().reset();
    is_more = db_.query_number("SELECT changes()") == most || is_more;
  }
  return is_more;
}

}  // namespace mta::storage
