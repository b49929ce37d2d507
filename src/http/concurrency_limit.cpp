#include "http/concurrency_limit.h"

namespace mta::http {

std::optional<ConcurrencyLimit::Slot> ConcurrencyLimit::enter(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  if (in_all_ >= limits_.in_all) return std::nullopt;
  const auto found = by_key_.find(key);
  if (found != by_key_.end() && found->second >= limits_.per_key) return std::nullopt;
  ++in_all_;
  ++by_key_[key];
  return std::make_optional<Slot>(*this, key);
}

void ConcurrencyLimit::leave(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  --in_all_;
  if (const auto found = by_key_.find(key); --found->second == 0) by_key_.erase(found);
}

}  // namespace mta::http
