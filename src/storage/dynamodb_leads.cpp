#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>

#include "base/crypto.h"
#include "base/json.h"
#include "base/recency_map.h"
#include "storage/dynamodb.h"
#include "storage/dynamodb_lead_table.h"

namespace mta::storage {
namespace {

using leads::KeptLead;
using leads::Lead;

// Of what somebody else changes at the same time.
constexpr int most_tries = 20;
// What the index of what is due may show first although it has been taken since.
constexpr std::size_t most_outdated = 20;
constexpr std::size_t most_taken = 10'000;

Error contended() {
  return {.kind = ErrorKind::store_failed,
          .message = {},
          .detail = "the lead is changed by others all the time"};
}

class DynamoDbLeads final : public leads::LeadStore {
 public:
  DynamoDbLeads(const DynamoDbOptions& options, const DynamoDbParts& parts)
      : table_(options, parts), random_(parts.random) {}

  Task<Result<leads::Saved>> save(Lead lead) override {
    for (int tries = 0; tries < most_tries; ++tries) {
      auto saved = co_await try_to_save(lead);
      if (!saved) co_return std::unexpected(std::move(saved.error()));
      if (*saved) co_return std::move(**saved);
      co_await table_.pause(tries);
    }
    co_return std::unexpected(contended());
  }

  Task<Result<std::vector<Lead>>> find(leads::Subject subject, Timestamp now) override {
    auto items = co_await meant(std::move(subject));
    if (!items) co_return std::unexpected(std::move(items.error()));
    std::vector<Lead> found;
    for (LeadItem& item : *items) {
      if (item.kept.lead.expires_at > now) found.push_back(std::move(item.kept.lead));
    }
    co_return found;
  }

  Task<Result<leads::LeadPage>> list(leads::LeadQuery query, Timestamp now) override {
    std::optional<RecordPosition> from;
    if (!query.from.empty()) {
      auto position = position_of(query.from);
      if (!position) co_return std::unexpected(std::move(position.error()));
      from = std::move(*position);
    }
    auto page = co_await table_.page(std::move(from), page_size(query.most), now);
    if (!page) co_return std::unexpected(std::move(page.error()));
    co_return leads::LeadPage{.leads = std::move(page->leads), .next = std::move(page->next)};
  }

  Task<Result<std::size_t>> erase(leads::Subject subject, Timestamp now) override {
    auto items = co_await meant(std::move(subject));
    if (!items) co_return std::unexpected(std::move(items.error()));
    for (const LeadItem& item : *items) {
      const auto gone = co_await erase_lead(item.kept.lead.id, now);
      if (!gone) co_return std::unexpected(gone.error());
    }
    co_return items->size();
  }

  Task<Result<std::vector<leads::LeadEvent>>> take_due(Timestamp now, std::chrono::seconds hold,
                                                       std::size_t most) override {
    const auto ids = co_await table_.due(now, most + most_outdated);
    if (!ids) co_return std::unexpected(ids.error());
    std::vector<leads::LeadEvent> taken;
    for (const std::string& id : *ids) {
      if (taken.size() == most) break;
      auto item = co_await table_.lead(id);
      if (!item) co_return std::unexpected(std::move(item.error()));
      if (!*item || !(*item)->kept.event.is_due(now)) continue;
      leads::LeadEvent event = leads::take((*item)->kept, now, hold);
      const auto is_mine = co_await table_.put(std::move(**item));
      if (!is_mine) co_return std::unexpected(is_mine.error());
      if (!*is_mine) continue;  // another worker was faster
      remember(event);
      taken.push_back(std::move(event));
    }
    co_return taken;
  }

  Task<Result<bool>> settle(std::string event_id, leads::DeliveryResult result,
                            Timestamp now) override {
    const auto lead_id = lead_of_event(event_id);
    if (!lead_id) co_return false;
    co_return co_await change(*lead_id, [&](KeptLead& kept) {
      if (kept.event.id != event_id) return Change::none;
      return leads::settle(kept, result, now, random_) ? Change::put : Change::remove;
    });
  }

  Task<Result<bool>> replay(std::string lead_id, Timestamp now) override {
    return change(std::move(lead_id), [now](KeptLead& kept) {
      leads::replay(kept, now);
      return Change::put;
    });
  }

  Task<Result<leads::Backlog>> backlog(Timestamp) override { return table_.backlog(); }

 private:
  enum class Change : std::uint8_t { none, put, remove };

  /// Nothing: somebody has changed what was read.
  Task<Result<std::optional<leads::Saved>>> try_to_save(Lead lead) {
    const std::set<std::string> links = person_links_of(lead);
    const auto claims = co_await table_.claims(links);
    if (!claims) co_return std::unexpected(claims.error());
    auto same = co_await same_lead(links, lead);
    if (!same) co_return std::unexpected(std::move(same.error()));
    const bool is_new = !*same;
    LeadItem item;
    if (is_new) {
      item.kept = leads::new_lead(std::move(lead), random_);
    } else {
      item = std::move(**same);
      leads::add_to(item.kept, std::move(lead), random_);
    }
    leads::Saved saved{.id = item.kept.lead.id, .is_new = is_new};
    const auto done = co_await table_.put_with_links(std::move(item), *claims);
    if (!done) co_return std::unexpected(done.error());
    co_return *done ? std::optional(std::move(saved)) : std::nullopt;
  }

  /// The newest that `lead` adds to.
  Task<Result<std::optional<LeadItem>>> same_lead(const std::set<std::string>& links,
                                                  const Lead& lead) {
    std::optional<LeadItem> newest;
    for (const std::string& link : links) {
      auto found = co_await table_.linked(link);
      if (!found) co_return std::unexpected(std::move(found.error()));
      for (LeadItem& item : *found) {
        if (!leads::is_same_lead(item.kept, lead)) continue;
        const bool is_newer = !newest || item.kept.lead.created_at > newest->kept.lead.created_at;
        if (is_newer) newest = std::move(item);
      }
    }
    co_return newest;
  }

  Task<Result<std::vector<LeadItem>>> meant(leads::Subject subject) {
    std::vector<LeadItem> items;
    if (const auto* by = std::get_if<leads::ById>(&subject)) {
      auto item = co_await table_.lead(by->id);
      if (!item) co_return std::unexpected(std::move(item.error()));
      if (*item) items.push_back(std::move(**item));
    } else {
      auto linked = co_await table_.linked(link_of(subject));
      if (!linked) co_return std::unexpected(std::move(linked.error()));
      items = std::move(*linked);
    }
    std::erase_if(items, [&](const LeadItem& item) {
      return item.kept.is_erased() || !leads::is_meant(subject, item.kept.lead);
    });
    std::ranges::sort(items, std::ranges::greater(),
                      [](const LeadItem& item) { return item.kept.lead.created_at; });
    co_return items;
  }

  /// True: it is gone, by this or by somebody else.
  Task<Result<bool>> erase_lead(std::string id, Timestamp now) {
    for (int tries = 0; tries < most_tries; ++tries) {
      auto item = co_await table_.lead(id);
      if (!item) co_return std::unexpected(std::move(item.error()));
      if (!*item || (*item)->kept.is_erased()) co_return true;
      const auto claims = co_await table_.claims(person_links((*item)->links));
      if (!claims) co_return std::unexpected(claims.error());
      auto rest = leads::erased((*item)->kept, now, random_);
      const auto gone = co_await table_.remove(std::move(**item), std::move(rest), *claims);
      if (!gone || *gone) co_return gone;
      co_await table_.pause(tries);
    }
    co_return std::unexpected(contended());
  }

  /// Those that claims are made by.
  static std::set<std::string> person_links(std::set<std::string> links) {
    std::erase_if(links, [](const std::string& link) { return link.starts_with("conversation#"); });
    return links;
  }

  /// False: there is no such lead, or `apply` did nothing to it.
  Task<Result<bool>> change(std::string id, std::move_only_function<Change(KeptLead&)> apply) {
    for (int tries = 0; tries < most_tries; ++tries) {
      auto item = co_await table_.lead(id);
      if (!item) co_return std::unexpected(std::move(item.error()));
      if (!*item) co_return false;
      const Change wanted = apply((*item)->kept);
      if (wanted == Change::none) co_return false;
      const auto done = wanted == Change::put
                            ? co_await table_.put(std::move(**item))
                            : co_await table_.remove(std::move(**item), std::nullopt, {});
      if (!done || *done) co_return done;
      co_await table_.pause(tries);
    }
    co_return std::unexpected(contended());
  }

  void remember(const leads::LeadEvent& event) {
    const std::scoped_lock lock(mutex_);
    taken_.touch(event.id) = event.lead.id;
  }

  std::optional<std::string> lead_of_event(const std::string& event_id) {
    const std::scoped_lock lock(mutex_);
    const std::string* lead = taken_.find(event_id);
    return lead != nullptr ? std::optional(*lead) : std::nullopt;
  }

  DynamoDbLeadTable table_;
  Random& random_;
  std::mutex mutex_;
  RecencyMap<std::string> taken_{most_taken};  // the leads of events that this process has taken
};

class DynamoDbDrafts final : public leads::DraftStore {
 public:
  DynamoDbDrafts(const DynamoDbOptions& options, const DynamoDbParts& parts)
      : client_(options, parts), table_(options.leads_table) {}

  Task<Result<void>> put_draft(std::string conversation, std::string sealed,
                               Timestamp expires_at) override {
    boost::json::object item = key(conversation);
    item["sealed"] = {{"B", base64(sealed)}};
    item["expires_at"] = time_value(expires_at);
    item["expires_at_ms"] = number_value(expires_at.time_since_epoch().count());
    auto done = co_await call("PutItem", {{"Item", std::move(item)}});
    if (!done) co_return std::unexpected(std::move(done.error()));
    co_return Result<void>{};
  }

  Task<Result<std::optional<std::string>>> draft(std::string conversation, Timestamp now) override {
    const auto answer =
        co_await call("GetItem", {{"Key", key(conversation)}, {"ConsistentRead", true}});
    if (!answer) co_return std::unexpected(answer.error());
    const boost::json::object* item = object_in(*answer, "Item");
    if (item == nullptr) co_return std::nullopt;
    const auto expires_at = number_of(*item, "expires_at_ms").value_or(0);
    if (expires_at <= now.time_since_epoch().count()) co_return std::nullopt;
    co_return base64_decode(string_in(member(member(*item, "sealed"), "B")));
  }

  Task<Result<void>> drop_draft(std::string conversation) override {
    auto done = co_await call("DeleteItem", {{"Key", key(conversation)}});
    if (!done) co_return std::unexpected(std::move(done.error()));
    co_return Result<void>{};
  }

 private:
  static boost::json::object key(const std::string& conversation) {
    return lead_key("draft#" + conversation, "draft");
  }

  Task<Result<boost::json::object>> call(std::string operation, boost::json::object input) {
    input["TableName"] = table_;
    auto answer = co_await client_.call(operation, input, DynamoDbClient::Repeat::on_any_fault,
                                        {.end = client_.usual_end()});
    if (!answer) co_return std::unexpected(store_error(answer.error()));
    co_return std::move(*answer);
  }

  DynamoDbClient client_;
  std::string table_;
};

}  // namespace

std::unique_ptr<leads::LeadStore> make_dynamodb_leads(const DynamoDbOptions& options,
                                                      const DynamoDbParts& parts) {
  return std::make_unique<DynamoDbLeads>(options, parts);
}

std::unique_ptr<leads::DraftStore> make_dynamodb_drafts(const DynamoDbOptions& options,
                                                        const DynamoDbParts& parts) {
  return std::make_unique<DynamoDbDrafts>(options, parts);
}

}  // namespace mta::storage
