#include "server/connection_table.h"

#include <utility>

#include "http/visitor_address.h"

namespace mta::server {
namespace {

namespace ip = boost::asio::ip;

// Connections that are told of their refusal with a 503 at the same time; the others are closed.
constexpr std::size_t most_refused = 256;
constexpr std::size_t most_refused_of_a_visitor = 8;

/// An IPv6 /64, or an IPv4 address as one that nobody has.
std::uint64_t visitor_key(const ip::address& address) {
  if (address.is_v4()) return 0x0000'FFFF'0000'0000U | address.to_v4().to_uint();
  std::uint64_t key = 0;
  const auto bytes = address.to_v6().to_bytes();
  for (std::size_t i = 0; i < sizeof key; ++i) key = key << 8 | bytes.at(i);
  return key;
}

}  // namespace

std::unique_ptr<ConnectionTable::Place> ConnectionTable::admit(const ip::address& peer) {
  const ip::address address = unmapped(peer);
  const std::uint64_t key = visitor_key(address);
  const bool exempt = http::is_trusted(address, limits_.exempt);
  std::function<void()> close;
  std::unique_ptr<Place> place;
  {
    const std::scoped_lock lock(mutex_);
    const auto visitor = visitors_.find(key);
    if (!exempt && visitor != visitors_.end() && visitor->second.served >= limits_.per_visitor) {
      return refuse(key, exempt);
    }
    if (served_ >= limits_.max) {
      close = take_longest_waiting();
      if (!close) return refuse(key, exempt);
    }
    ++served_;
    ++visitors_[key].served;
    place = std::make_unique<Place>(*this, key, Place::State::served);
  }
  if (close) close();
  return place;
}

bool ConnectionTable::make_room() {
  std::function<void()> close;
  {
    const std::scoped_lock lock(mutex_);
    close = take_longest_waiting();
  }
  if (close) close();
  return close != nullptr;
}

std::unique_ptr<ConnectionTable::Place> ConnectionTable::refuse(std::uint64_t visitor,
                                                                bool exempt) {
  metrics_.add(Counter::connections_refused);
  if (refused_ >= most_refused) return nullptr;
  const auto known = visitors_.find(visitor);
  if (!exempt && known != visitors_.end() && known->second.refused >= most_refused_of_a_visitor) {
    return nullptr;
  }
  ++refused_;
  ++visitors_[visitor].refused;
  return std::make_unique<Place>(*this, visitor, Place::State::refused);
}

/// Its `close`, or nothing.
std::function<void()> ConnectionTable::take_longest_waiting() {
  if (waiting_.empty()) return nullptr;
  metrics_.add(Counter::connections_closed_for_others);
  Place& place = *waiting_.front();
  waiting_.pop_front();
  place.state_ = Place::State::given_away;
  --served_;
  --visitors_[place.visitor_].served;
  forget(place.visitor_);
  place.waits_ = false;
  return place.close_;
}

void ConnectionTable::forget(std::uint64_t visitor) {
  const auto known = visitors_.find(visitor);
  if (known->second.served == 0 && known->second.refused == 0) visitors_.erase(known);
}

ConnectionTable::Place::~Place() {
  end_wait();
  const std::scoped_lock lock(table_.mutex_);
  if (state_ == State::given_away) return;
  Visitor& visitor = table_.visitors_[visitor_];
  --(state_ == State::served ? table_.served_ : table_.refused_);
  --(state_ == State::served ? visitor.served : visitor.refused);
  table_.forget(visitor_);
}

void ConnectionTable::Place::begin_wait() {
  const std::scoped_lock lock(table_.mutex_);
  if (state_ != State::served || std::exchange(waits_, true)) return;
  waiting_ = table_.waiting_.insert(table_.waiting_.end(), this);
}

bool ConnectionTable::Place::end_wait() {
  const std::scoped_lock lock(table_.mutex_);
  if (std::exchange(waits_, false)) table_.waiting_.erase(waiting_);
  return state_ == State::served;
}

bool ConnectionTable::Place::keep_to_refuse() {
  const std::scoped_lock lock(table_.mutex_);
  if (state_ != State::given_away || table_.refused_ >= most_refused) return false;
  state_ = State::refused;
  ++table_.refused_;
  ++table_.visitors_[visitor_].refused;
  return true;
}

}  // namespace mta::server
