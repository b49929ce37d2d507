#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <set>

#include <boost/asio/ip/tcp.hpp>

#include "server/connection_table.h"
#include "server/server.h"

namespace mta::server {

class Connection;

/// What the connections of one event loop share. Used on that loop's thread, but for `draining`.
struct LoopState {
  const Timeouts& timeouts;
  const http::RequestHandler& handler;
  Log& log;
  const Clock& clock;
  const std::atomic<bool>& draining;
  std::set<Connection*> connections;
};

/// One TCP connection: reads requests, in order, and writes their answers. Lives as long as its
/// coroutine and is used on its loop's thread alone.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Lets a connection that waits for its next request go.
  virtual void close_if_idle() = 0;
};

/// Serves `socket` until it closes. At a place that is to be refused: answers one request with 503
/// and closes.
Task<void> serve_connection(boost::asio::ip::tcp::socket socket,
                            std::unique_ptr<ConnectionTable::Place> place, LoopState& loop);

}  // namespace mta::server
