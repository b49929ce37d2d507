#include "delivery/watched_store.h"

#include <utility>

namespace mta::delivery {
namespace {

using namespace leads;

class WatchedStore final : public LeadStore {
 public:
  WatchedStore(std::unique_ptr<LeadStore> store, Metrics& metrics, std::function<void()> on_event)
      : store_(std::move(store)), metrics_(metrics), on_event_(std::move(on_event)) {}

  Task<Result<Saved>> save(Lead lead) override {
    const Source source = lead.source;
    auto saved = co_await store_->save(std::move(lead));
    if (!saved) co_return saved;
    if (saved->is_new) {
      metrics_.add(source == Source::chat ? Counter::chat_leads_made : Counter::form_leads_made);
    }
    on_event_();
    co_return saved;
  }

  Task<Result<std::vector<Lead>>> find(Subject subject, Timestamp now) override {
    return store_->find(std::move(subject), now);
  }
  Task<Result<LeadPage>> list(LeadQuery query, Timestamp now) override {
    return store_->list(std::move(query), now);
  }

  Task<Result<std::size_t>> erase(Subject subject, Timestamp now) override {
    const auto erased = co_await store_->erase(std::move(subject), now);
    if (erased && *erased > 0) on_event_();
    co_return erased;
  }

  Task<Result<std::vector<LeadEvent>>> take_due(Timestamp now, std::chrono::seconds hold_for,
                                                std::size_t most) override {
    return store_->take_due(now, hold_for, most);
  }
  Task<Result<bool>> settle(std::string event_id, DeliveryResult result, Timestamp now) override {
    return store_->settle(std::move(event_id), result, now);
  }

  Task<Result<bool>> replay(std::string lead_id, Timestamp now) override {
    const auto replayed = co_await store_->replay(std::move(lead_id), now);
    if (replayed && *replayed) on_event_();
    co_return replayed;
  }

  Task<Result<Backlog>> backlog(Timestamp now) override { return store_->backlog(now); }

 private:
  std::unique_ptr<LeadStore> store_;
  Metrics& metrics_;
  std::function<void()> on_event_;
};

}  // namespace

std::unique_ptr<LeadStore> make_watched_store(std::unique_ptr<LeadStore> store, Metrics& metrics,
                                              std::function<void()> on_event) {
  if (!store) return nullptr;
  return std::make_unique<WatchedStore>(std::move(store), metrics, std::move(on_event));
}

}  // namespace mta::delivery
