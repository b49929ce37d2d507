#include "net/connection_pool.h"

#include <utility>

namespace mta::net {

boost::asio::execution_context::id ConnectionPool::id;  // NOLINT(*-non-const-global-*)

std::unique_ptr<Transport> ConnectionPool::take(const std::string& origin,
                                                std::chrono::seconds longest_idle, Timestamp now) {
  auto& idle = idle_[origin];
  const auto too_old = now - longest_idle;
  while (!idle.empty()) {
    Idle last = std::move(idle.back());
    idle.pop_back();
    if (last.since > too_old && last.transport->is_quiet()) return std::move(last.transport);
  }
  return nullptr;
}

void ConnectionPool::keep(const std::string& origin, std::unique_ptr<Transport> transport,
                          Timestamp now) {
  auto& idle = idle_[origin];
  // The oldest is the one that its server may have closed.
  const bool useless = !idle.empty() && !idle.front().transport->is_quiet();
  if (useless || idle.size() >= most_idle) idle.erase(idle.begin());
  idle.push_back({.transport = std::move(transport), .since = now});
}

bool ConnectionPool::has_room(const std::string& origin) const {
  const auto found = busy_.find(origin);
  return found == busy_.end() || found->second < most_busy;
}

ConnectionPool::Place::Place(ConnectionPool& pool, std::string origin)
    : pool_(pool), origin_(std::move(origin)) {
  ++pool_.busy_[origin_];
}

ConnectionPool::Place::~Place() { --pool_.busy_[origin_]; }

}  // namespace mta::net
