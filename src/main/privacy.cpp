#include "main/privacy.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/digits.h"
#include "base/text.h"
#include "base/utc_text.h"
#include "leads/form_values.h"
#include "leads/lead_json.h"
#include "leads/phone_number.h"
#include "main/run.h"
#include "main/wiring.h"
#include "observe/prometheus.h"

namespace mta {
namespace {

namespace json = boost::json;
using leads::Lead;

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;

std::unexpected<Error> refuse(std::string message) {
  return std::unexpected(Error{.kind = ErrorKind::bad_request, .message = std::move(message)});
}

/// A person as the stores know them.
struct Known {
  leads::Subject subject;
  std::optional<Session> session;            ///< of By::session
  std::optional<std::string> conversation;   ///< public id; of By::session and By::conversation
  std::optional<leads::PhoneNumber> number;  ///< of By::phone
};

Result<Known> by_phone(const Person& person) {
  const auto country = leads::read_country(person.country);
  if (!person.country.empty() && !country) {
    return refuse("--country must be two letters of ISO 3166-1, like SA");
  }
  const auto number = leads::read_phone_number(person.text, country);
  if (!number) return refuse("--phone must be a telephone number");
  return Known{.subject = leads::ByPhone{number->text}, .number = number};
}

Result<Known> known(const Person& person, const SessionIds& sessions) {
  switch (person.by) {
    case Person::By::conversation:
      return Known{.subject = leads::ByConversation{person.text}, .conversation = person.text};
    case Person::By::session: {
      if (!sessions.is_issued(person.text)) {
        return refuse(
            "--session must be an id that was issued under this session secret; a conversation "
            "of any other is named by --conversation");
      }
      Session session = sessions.open(person.text, {});
      return Known{.subject = leads::ByConversation{session.public_id},
                   .session = session,
                   .conversation = session.public_id};
    }
    case Person::By::phone:
      return by_phone(person);
    case Person::By::email: {
      const auto email = leads::read_email(person.text);
      if (!email) return refuse("--email must be an e-mail address");
      return Known{.subject = leads::ByEmail{*email}};
    }
    case Person::By::lead:
      break;
  }
  return Known{.subject = leads::ById{person.text}};
}

/// Digits of any script, without zeros in front.
std::string significant_digits(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const auto digit = digit_in_any_script(next_code_point(text));
    if (digit && (*digit != 0 || !digits.empty())) digits += static_cast<char>('0' + *digit);
  }
  return digits;
}

/// A number that was kept as it was written can be the one that is looked for, with the country's
/// code or without.
bool may_be(const Lead& lead, std::string_view number) {
  constexpr std::size_t fewest = 8;
  if (lead.contact.phone.empty() || lead.contact.phone_is_e164) return false;
  const std::string kept = significant_digits(lead.contact.phone);
  const std::string wanted = significant_digits(number);
  const auto is_end = [](std::string_view end, std::string_view of) {
    return end.size() >= fewest && of.ends_with(end);
  };
  return kept == wanted || is_end(kept, wanted) || is_end(wanted, kept);
}

Task<Result<std::vector<Lead>>> leads_as_written(leads::LeadStore& store, std::string number,
                                                 Timestamp now) {
  std::vector<Lead> found;
  leads::LeadQuery query;
  do {
    auto page = co_await store.list(query, now);
    if (!page) co_return std::unexpected(std::move(page.error()));
    for (Lead& lead : page->leads) {
      if (may_be(lead, number)) found.push_back(std::move(lead));
    }
    query.from = std::move(page->next);
  } while (!query.from.empty());
  co_return found;
}

Task<Result<std::vector<Lead>>> leads_of(leads::LeadStore* store, Known known, Timestamp now) {
  if (store == nullptr) co_return std::vector<Lead>{};
  auto found = co_await store->find(known.subject, now);
  if (!found || !known.number) co_return found;
  auto more = co_await leads_as_written(*store, known.number->text, now);
  if (!more) co_return more;
  for (Lead& lead : *more) {
    const bool is_new = std::ranges::find(*found, lead.id, &Lead::id) == found->end();
    if (is_new) found->push_back(std::move(lead));
  }
  co_return found;
}

/// By what names them, so that what cannot be listed any more goes, too.
Task<Result<Erased>> erase(Application& application, Known known) {
  const Erasure& erasure = application.erasure();
  if (known.session) co_return co_await erasure.session(*known.session);
  if (known.conversation) co_return co_await erasure.conversation(*known.conversation);
  auto found = co_await leads_of(application.lead_store(), known, application.clock().now());
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return co_await erasure.leads(std::move(*found));
}

/// The names under which conversations are stored, by their public ids; of those that have turns.
Task<Result<std::map<std::string, std::string>>> stored_names(ConversationStore& store,
                                                              std::set<std::string> public_ids,
                                                              int days, Timestamp now) {
  std::map<std::string, std::string> names;
  const auto today = std::chrono::floor<std::chrono::days>(now);
  for (int ago = 0; ago <= days && names.size() < public_ids.size(); ++ago) {
    RecordQuery query{.day = today - std::chrono::days(ago), .most = 1000};
    do {
      auto page = co_await store.records(query, now);
      if (!page) co_return std::unexpected(std::move(page.error()));
      for (const RecordedTurn& turn : page->turns) {
        const std::string& id = turn.record.conversation_id;
        if (public_ids.contains(id)) names.emplace(id, turn.conversation);
      }
      query.from = std::move(page->next);
    } while (!query.from.empty());
  }
  co_return names;
}

json::value feedback_json(const std::optional<Feedback>& feedback) {
  if (!feedback) return nullptr;
  const std::string& comment = feedback->comment;
  return {{"rating", name_of(feedback->rating)},
          {"comment", comment.empty() ? json::value() : json::value(comment)}};
}

json::object turn_json(const Turn& turn) {
  return {{"at", rfc3339(turn.at)},
          {"message", turn.message},
          {"answer", turn.answer},
          {"model", turn.model},
          {"feedback", feedback_json(turn.feedback)}};
}

Task<Result<json::array>> conversations_json(ConversationStore& store,
                                             std::map<std::string, std::string> names,
                                             Timestamp now) {
  constexpr std::size_t most_turns = 10'000;
  json::array conversations;
  for (const auto& [public_id, name] : names) {
    const auto turns = co_await store.recent(name, most_turns, now);
    if (!turns) co_return std::unexpected(turns.error());
    if (turns->empty()) continue;
    json::array list;
    for (const Turn& turn : *turns) list.push_back(turn_json(turn));
    conversations.push_back({{"conversation_id", public_id}, {"turns", std::move(list)}});
  }
  co_return conversations;
}

Task<Result<json::object>> data_of(Application& application, Known known, int days) {
  const Timestamp now = application.clock().now();
  const auto found = co_await leads_of(application.lead_store(), known, now);
  if (!found) co_return std::unexpected(found.error());
  std::set<std::string> public_ids;
  json::array leads;
  for (const Lead& lead : *found) {
    if (!lead.conversation_id.empty()) public_ids.insert(lead.conversation_id);
    leads.push_back(leads::lead_json(lead));
  }
  if (known.conversation) public_ids.insert(*known.conversation);
  ConversationStore& store = application.conversations();
  auto names = co_await stored_names(store, public_ids, days, now);
  if (!names) co_return std::unexpected(names.error());
  if (known.session) names->emplace(known.session->public_id, known.session->conversation);
  auto conversations = co_await conversations_json(store, std::move(*names), now);
  if (!conversations) co_return std::unexpected(conversations.error());
  co_return json::object{{"exported_at", rfc3339(now)},
                         {"leads", std::move(leads)},
                         {"conversations", std::move(*conversations)}};
}

int told(std::string_view command, const Error& error) {
  const bool is_usage = error.kind == ErrorKind::bad_request;
  std::cerr << "mta-chat " << command << ": "
            << (is_usage ? error.message : "the store failed: " + error.detail) << "\n";
  return is_usage ? wrong_usage : failed;
}

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

/// Runs `work` on what is known of the person.
template <class Work>
int on_stores(std::string_view command, const Setup& setup, const Person& person, Log& log,
              const Work& work) {
  if (setup.config.storage.kind == config::StorageKind::memory) {
    return told(command, {.kind = ErrorKind::bad_request,
                          .message = "storage.kind is \"memory\": only the server's process knows "
                                     "what it keeps"});
  }
  const auto metrics = observe::make_prometheus_metrics();
  Application application(setup, *metrics, log);
  const Result<Known> found = known(person, application.sessions());
  return found ? work(application, *found) : told(command, found.error());
}

}  // namespace

int forget(const Setup& setup, const Person& person, Log& log) {
  return on_stores("forget", setup, person, log, [](Application& application, const Known& known) {
    const Result<Erased> erased = run_to_end(erase(application, known));
    if (!erased) return told("forget", erased.error());
    if (erased->leads + erased->turns == 0) {
      std::cout << "Nothing is kept of it.\n";
    } else {
      std::cout << "Erased: " << counted(erased->leads, "lead") << " and "
                << counted(erased->turns, "turn") << " of conversations.\n";
    }
    return success;
  });
}

int export_data(const Setup& setup, const Person& person, Log& log) {
  return on_stores("export", setup, person, log, [&](Application& application, const Known& known) {
    const int days = setup.config.chat.conversation_days;
    const Result<json::object> data = run_to_end(data_of(application, known, days));
    if (!data) return told("export", data.error());
    std::cout << json::serialize(*data) << "\n";
    return success;
  });
}

}  // namespace mta
