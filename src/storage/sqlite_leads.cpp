#include <utility>

#include "storage/sqlite.h"
#include "storage/sqlite_file.h"
#include "storage/sqlite_jobs.h"
#include "storage/sqlite_lead_table.h"

namespace mta::storage {
namespace {

using leads::KeptLead;
using leads::Lead;

/// Before the newest of all.
const RecordPosition& beginning() {
  static const RecordPosition position{.at_ms = INT64_MAX, .key = {}};
  return position;
}

class SqliteLeads final : public leads::LeadStore {
 public:
  SqliteLeads(const SqliteOptions& options, const Clock& clock, Random& random, Log& log)
      : random_(random), jobs_(options, clock, log) {}

  Task<Result<leads::Saved>> save(Lead lead) override {
    return jobs_.run<leads::Saved>([this, lead = std::move(lead)](LeadTable& table) {
      auto kept = table.same_lead(lead);
      const bool is_new = !kept;
      is_new ? void(kept = leads::new_lead(lead, random_)) : leads::add_to(*kept, lead, random_);
      table.put(*kept);
      return leads::Saved{.id = kept->lead.id, .is_new = is_new};
    });
  }

  Task<Result<std::vector<Lead>>> find(leads::Subject subject, Timestamp now) override {
    return jobs_.run<std::vector<Lead>>([subject = std::move(subject), now](LeadTable& table) {
      std::vector<Lead> found;
      for (KeptLead& kept : table.find(subject)) {
        if (kept.lead.expires_at > now) found.push_back(std::move(kept.lead));
      }
      return found;
    });
  }

  Task<Result<leads::LeadPage>> list(leads::LeadQuery query, Timestamp now) override {
    auto from = query.from.empty() ? beginning() : position_of(query.from);
    if (!from) co_return std::unexpected(std::move(from.error()));
    const std::size_t size = page_size(query.most);
    auto found = co_await jobs_.run<std::vector<Lead>>(
        [from = std::move(*from), size, now](LeadTable& table) {
          return table.page(from, size + 1, now);
        });
    if (!found) co_return std::unexpected(std::move(found.error()));
    leads::LeadPage page{.leads = std::move(*found), .next = {}};
    if (page.leads.size() <= size) co_return page;
    page.leads.pop_back();
    const Lead& last = page.leads.back();
    page.next = text_of(
        RecordPosition{.at_ms = last.created_at.time_since_epoch().count(), .key = last.id});
    co_return page;
  }

  Task<Result<std::size_t>> erase(leads::Subject subject, Timestamp now) override {
    return jobs_.run_and_wipe<std::size_t>(
        [this, subject = std::move(subject), now](LeadTable& table) {
          const auto found = table.find(subject);
          for (const KeptLead& kept : found) {
            const auto rest = leads::erased(kept, now, random_);
            rest ? table.put(*rest) : table.remove(kept.lead.id);
          }
          return found.size();
        });
  }

  Task<Result<std::vector<leads::LeadEvent>>> take_due(Timestamp now, std::chrono::seconds hold,
                                                       std::size_t most) override {
    return jobs_.run<std::vector<leads::LeadEvent>>([now, hold, most](LeadTable& table) {
      std::vector<leads::LeadEvent> taken;
      for (KeptLead& kept : table.due(now, most)) {
        taken.push_back(leads::take(kept, now, hold));
        table.put_event(kept);
      }
      return taken;
    });
  }

  Task<Result<bool>> settle(std::string event_id, leads::DeliveryResult result,
                            Timestamp now) override {
    return jobs_.run<bool>([this, event_id = std::move(event_id), result, now](LeadTable& table) {
      auto kept = table.with_event(event_id);
      if (!kept) return false;
      leads::settle(*kept, result, now, random_) ? table.put_event(*kept)
                                                 : table.remove(kept->lead.id);
      return true;
    });
  }

  Task<Result<bool>> replay(std::string lead_id, Timestamp now) override {
    return jobs_.run<bool>([lead_id = std::move(lead_id), now](LeadTable& table) {
      auto kept = table.lead(lead_id);
      if (!kept) return false;
      leads::replay(*kept, now);
      table.put_event(*kept);
      return true;
    });
  }

  Task<Result<leads::Backlog>> backlog(Timestamp) override {
    return jobs_.run<leads::Backlog>([](LeadTable& table) { return table.backlog(); });
  }

 private:
  Random& random_;
  SqliteJobs<LeadTable> jobs_;
};

}  // namespace

std::unique_ptr<leads::LeadStore> open_sqlite_leads(const SqliteOptions& options,
                                                    const Clock& clock, Random& random, Log& log) {
  return open_on_file<SqliteLeads>(options.path, options, clock, random, log);
}

}  // namespace mta::storage
