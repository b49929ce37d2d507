#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "base/recency_map.h"
#include "leads/kept_lead.h"
#include "storage/memory.h"
#include "storage/record_page.h"

namespace mta::storage {
namespace {

using leads::KeptLead;
using leads::Lead;

constexpr std::size_t most_leads = 10'000;
constexpr std::size_t most_drafts = 10'000;

class MemoryLeads final : public leads::LeadStore {
 public:
  explicit MemoryLeads(Random& random) : random_(random) {}

  Task<Result<leads::Saved>> save(Lead lead) override {
    const std::scoped_lock lock(mutex_);
    forget_expired(lead.created_at);
    if (KeptLead* same = same_lead(lead)) {
      leads::add_to(*same, std::move(lead), random_);
      co_return leads::Saved{.id = same->lead.id, .is_new = false};
    }
    KeptLead kept = leads::new_lead(std::move(lead), random_);
    std::string id = kept.lead.id;
    leads_.insert_or_assign(position_of(kept.lead), std::move(kept));
    if (leads_.size() > most_leads) leads_.erase(std::prev(leads_.end()));
    co_return leads::Saved{.id = std::move(id)};
  }

  Task<Result<std::vector<Lead>>> find(leads::Subject subject, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    std::vector<Lead> found;
    for (const auto& [position, kept] : leads_) {
      if (is_there(kept, now) && leads::is_meant(subject, kept.lead)) found.push_back(kept.lead);
    }
    co_return found;
  }

  Task<Result<leads::LeadPage>> list(leads::LeadQuery query, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    auto begin = leads_.begin();
    if (!query.from.empty()) {
      const auto from = storage::position_of(query.from);
      if (!from) co_return std::unexpected(from.error());
      begin = leads_.upper_bound({from->at_ms, from->key});
    }
    co_return page(begin, page_size(query.most), now);
  }

  Task<Result<std::size_t>> erase(leads::Subject subject, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    std::size_t erased = 0;
    for (auto entry = leads_.begin(); entry != leads_.end();) {
      const auto next = std::next(entry);
      if (!entry->second.is_erased() && leads::is_meant(subject, entry->second.lead)) {
        forget(entry, now);
        ++erased;
      }
      entry = next;
    }
    co_return erased;
  }

  Task<Result<std::vector<leads::LeadEvent>>> take_due(Timestamp now, std::chrono::seconds hold,
                                                       std::size_t most) override {
    const std::scoped_lock lock(mutex_);
    forget_expired(now);
    std::vector<KeptLead*> due;
    for (auto& [position, kept] : leads_) {
      if (kept.event.is_due(now)) due.push_back(&kept);
    }
    std::ranges::sort(due, {}, [](const KeptLead* kept) { return kept->event.next_attempt_at; });
    std::vector<leads::LeadEvent> taken;
    for (KeptLead* kept : due) {
      if (taken.size() < most) taken.push_back(leads::take(*kept, now, hold));
    }
    co_return taken;
  }

  Task<Result<bool>> settle(std::string event_id, leads::DeliveryResult result,
                            Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    const auto entry = std::ranges::find_if(
        leads_, [&](const auto& one) { return one.second.event.id == event_id; });
    if (entry == leads_.end()) co_return false;
    if (!leads::settle(entry->second, result, now, random_)) leads_.erase(entry);
    co_return true;
  }

  Task<Result<bool>> replay(std::string lead_id, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    for (auto& [position, kept] : leads_) {
      if (kept.lead.id != lead_id) continue;
      leads::replay(kept, now);
      co_return true;
    }
    co_return false;
  }

  Task<Result<leads::Backlog>> backlog(Timestamp) override {
    const std::scoped_lock lock(mutex_);
    leads::Backlog backlog;
    for (const auto& [position, kept] : leads_) {
      if (!kept.event.is_undelivered()) continue;
      ++backlog.undelivered;
      backlog.oldest = std::min(backlog.oldest.value_or(kept.event.at), kept.event.at);
    }
    co_return backlog;
  }

 private:
  /// When it was made, and its id: in the order of the list.
  using Position = std::pair<std::int64_t, std::string>;
  using Leads = std::map<Position, KeptLead, std::greater<>>;

  static Position position_of(const Lead& lead) {
    return {lead.created_at.time_since_epoch().count(), lead.id};
  }

  static bool is_there(const KeptLead& kept, Timestamp now) {
    return !kept.is_erased() && kept.lead.expires_at > now;
  }

  void forget_expired(Timestamp now) {
    std::erase_if(leads_, [&](const auto& one) { return one.second.lead.expires_at <= now; });
  }

  void forget(Leads::iterator entry, Timestamp now) {
    if (auto rest = leads::erased(entry->second, now, random_)) {
      entry->second = std::move(*rest);
    } else {
      leads_.erase(entry);
    }
  }

  KeptLead* same_lead(const Lead& lead) {
    for (auto& [position, kept] : leads_) {
      if (leads::is_same_lead(kept, lead)) return &kept;
    }
    return nullptr;
  }

  leads::LeadPage page(Leads::iterator entry, std::size_t size, Timestamp now) {
    leads::LeadPage page;
    for (; entry != leads_.end(); ++entry) {
      if (!is_there(entry->second, now)) continue;
      if (page.leads.size() == size) {
        const auto [at_ms, id] = position_of(page.leads.back());
        page.next = text_of(RecordPosition{.at_ms = at_ms, .key = id});
        break;
      }
      page.leads.push_back(entry->second.lead);
    }
    return page;
  }

  Random& random_;
  std::mutex mutex_;
  Leads leads_;
};

class MemoryDrafts final : public leads::DraftStore {
 public:
  explicit MemoryDrafts(const Clock& clock) : clock_(clock) {}

  Task<Result<void>> put_draft(std::string conversation, std::string sealed,
                               Timestamp expires_at) override {
    const std::scoped_lock lock(mutex_);
    forget_expired();
    drafts_.touch(conversation) = {.sealed = std::move(sealed), .expires_at = expires_at};
    co_return Result<void>{};
  }

  Task<Result<std::optional<std::string>>> draft(std::string conversation, Timestamp now) override {
    const std::scoped_lock lock(mutex_);
    const Draft* draft = drafts_.find(conversation);
    if (draft == nullptr || draft->expires_at <= now) co_return std::nullopt;
    co_return draft->sealed;
  }

  Task<Result<void>> drop_draft(std::string conversation) override {
    const std::scoped_lock lock(mutex_);
    drafts_.take(conversation);
    co_return Result<void>{};
  }

 private:
  struct Draft {
    std::string sealed;
    Timestamp expires_at;
  };

  /// Those not used for longest: they end first, since all are kept for the same time.
  void forget_expired() {
    while (drafts_.size() > 0 && drafts_.entries().back().second.expires_at <= clock_.now()) {
      drafts_.take_oldest();
    }
  }

  const Clock& clock_;
  std::mutex mutex_;
  RecencyMap<Draft> drafts_{most_drafts};
};

}  // namespace

std::unique_ptr<leads::LeadStore> make_memory_leads(Random& random) {
  return std::make_unique<MemoryLeads>(random);
}

std::unique_ptr<leads::DraftStore> make_memory_drafts(const Clock& clock) {
  return std::make_unique<MemoryDrafts>(clock);
}

}  // namespace mta::storage
