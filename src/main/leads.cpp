#include "main/leads.h"

#include <functional>
#include <iostream>

#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "base/utc_text.h"
#include "leads/lead_csv.h"
#include "leads/lead_json.h"
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

int tell(std::string_view what, int code) {
  std::cerr << "mta-chat leads: " << what << "\n";
  return code;
}

int store_failed(const Error& error) { return tell("the store failed: " + error.detail, failed); }

/// Calls `take` with each lead, newest first, until there are none or it says that it has enough.
Task<Result<bool>> each(leads::LeadStore& store, Timestamp now,
                        std::function<bool(const Lead&)> take) {
  leads::LeadQuery query;
  do {
    auto page = co_await store.list(query, now);
    if (!page) co_return std::unexpected(std::move(page.error()));
    for (const Lead& lead : page->leads) {
      if (!take(lead)) co_return true;
    }
    query.from = std::move(page->next);
  } while (!query.from.empty());
  co_return true;
}

std::string row(const Lead& lead) {
  constexpr std::size_t id_columns = 28;
  constexpr std::size_t time_columns = 18;
  constexpr std::size_t name_columns = 24;
  constexpr std::size_t phone_columns = 18;
  std::string devices;
  for (const std::string& device : lead.devices) devices += (devices.empty() ? "" : ", ") + device;
  return padded(lead.id, id_columns) +
         padded(utc_text(lead.created_at, "%Y-%m-%d %H:%M"), time_columns) +
         padded(lead.contact.name, name_columns) + padded(lead.contact.phone, phone_columns) +
         lead.contact.email + (lead.contact.email.empty() || devices.empty() ? "" : "  ") +
         devices + "\n";
}

int list(leads::LeadStore& store, Timestamp now, int most) {
  int left = most;
  const auto done = run_to_end(each(store, now, [&](const Lead& lead) {
    std::cout << row(lead);
    return --left > 0;
  }));
  if (!done) return store_failed(done.error());
  if (left == most) std::cerr << "There are no leads.\n";
  return success;
}

int export_all(leads::LeadStore& store, Timestamp now, bool csv) {
  if (csv) std::cout << leads::csv_header();
  const auto done = run_to_end(each(store, now, [&](const Lead& lead) {
    std::cout << (csv ? leads::csv_row(lead) : json::serialize(leads::lead_json(lead)) + "\n");
    return true;
  }));
  return done ? success : store_failed(done.error());
}

int no_such_lead() { return tell("there is no such lead", failed); }

int show(leads::LeadStore& store, Timestamp now, const std::string& id) {
  const auto found = run_to_end(store.find(leads::ById{id}, now));
  if (!found) return store_failed(found.error());
  if (found->empty()) return no_such_lead();
  std::cout << json::serialize(leads::lead_json(found->front())) << "\n";
  return success;
}

int replay(leads::LeadStore& store, Timestamp now, const std::string& id) {
  const auto found = run_to_end(store.replay(id, now));
  if (!found) return store_failed(found.error());
  if (!*found) return no_such_lead();
  std::cout << "It is delivered again by the running service.\n";
  return success;
}

}  // namespace

int run_leads(const Setup& setup, const LeadsOptions& options, Log& log) {
  if (setup.config.storage.kind == config::StorageKind::memory) {
    return tell("storage.kind is \"memory\": only the server's process knows its leads",
                wrong_usage);
  }
  const auto metrics = observe::make_prometheus_metrics();
  Application application(setup, *metrics, log);
  leads::LeadStore* const store = application.lead_store();
  if (store == nullptr) return tell("there is no storage.leads_table", wrong_usage);
  const Timestamp now = application.clock().now();
  switch (options.action) {
    case LeadsOptions::Action::list:
      return list(*store, now, options.most);
    case LeadsOptions::Action::show:
      return show(*store, now, options.id);
    case LeadsOptions::Action::replay:
      return replay(*store, now, options.id);
    case LeadsOptions::Action::export_all:
      break;
  }
  return export_all(*store, now, options.csv);
}

}  // namespace mta
