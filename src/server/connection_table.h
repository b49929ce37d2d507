#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/address_block.h"
#include "base/ports.h"

namespace mta::server {

struct ConnectionLimits {
  std::size_t max = 10'000;
  std::size_t per_visitor = 100;     ///< a visitor is one IPv4 address or one IPv6 /64
  std::vector<AddressBlock> exempt;  ///< proxies: their connections are many visitors'
};

/// Which connections are open, on all event loops together. Decides who gets a place: where all are
/// taken, the connection that has waited longest for a request gives its own up. Costs a lock and
/// no allocation for a connection that gets nothing. Thread-safe; `metrics` must outlive it.
class ConnectionTable {
 public:
  class Place;

  ConnectionTable(ConnectionLimits limits, Metrics& metrics)
      : limits_(std::move(limits)), metrics_(metrics) {}

  /// Null: the connection is closed without a word. What is refused beyond a bounded number is.
  std::unique_ptr<Place> admit(const boost::asio::ip::address& peer);

  /// Closes the connection that has waited longest. False: none waits.
  bool make_room();

 private:
  struct Visitor {
    std::size_t served = 0;
    std::size_t refused = 0;
  };
  using Visitors = std::map<std::uint64_t, Visitor>;  // ordered: no input makes it slow

  std::unique_ptr<Place> refuse(std::uint64_t visitor, bool exempt);
  std::function<void()> take_longest_waiting();
  void forget(std::uint64_t visitor);

  const ConnectionLimits limits_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::size_t served_ = 0;
  std::size_t refused_ = 0;
  Visitors visitors_;
  std::list<Place*> waiting_;  // the longest waiting first
};

/// A connection's place, which it gives back when destroyed; used on its event loop alone.
class ConnectionTable::Place {
 public:
  enum class State : std::uint8_t { served, refused, given_away };

  Place(ConnectionTable& table, std::uint64_t visitor, State state)
      : table_(table), visitor_(visitor), state_(state) {}
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  /// `close` is called, once at most and on any thread, where another connection gets the place;
  /// set it before the first wait.
  void on_close(std::function<void()> close) { close_ = std::move(close); }
  /// It waits for a request, or for the rest of a head.
  void begin_wait();
  /// False: the place is not (or no longer) one to be served at; a request is to be refused.
  bool end_wait();
  /// For one that has given its place away and has a request to refuse. False: there are too many.
  bool keep_to_refuse();

 private:
  friend class ConnectionTable;

  ConnectionTable& table_;
  const std::uint64_t visitor_;
  std::function<void()> close_;
  // Under the table's mutex.
  State state_;
  bool waits_ = false;
  std::list<Place*>::iterator waiting_;
};

}  // namespace mta::server
