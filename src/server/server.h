#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "base/ports.h"
#include "http/message.h"
#include "server/connection_table.h"

namespace mta::server {

struct Timeouts {
  std::chrono::milliseconds head{10'000};   ///< from a request's first byte to the end of its head
  std::chrono::milliseconds body{20'000};   ///< for the whole body
  std::chrono::milliseconds idle{75'000};   ///< until a request begins
  std::chrono::milliseconds write{20'000};  ///< for an answer that the client does not take
  std::chrono::milliseconds linger{2'000};  ///< for a refused client to notice
};

struct ServerOptions {
  boost::asio::ip::tcp::endpoint endpoint;
  int threads = 1;  ///< event loops, each with its own acceptor
  ConnectionLimits connections;
  Timeouts timeouts;
};

/// All must outlive the server.
struct ServerParts {
  Log& log;
  Metrics& metrics;
  const Clock& clock;
};

/// An HTTP/1.1 listener: takes connections, turns bytes into http::Request, runs the handler,
/// writes its answer. No thread a connection. The handler is called on every loop's thread at once.
class Server {
 public:
  virtual ~Server() = default;

  /// Where it listens; the real port where 0 was asked for.
  [[nodiscard]] virtual boost::asio::ip::tcp::endpoint endpoint() const = 0;

  /// Takes no more connections: closes the listener and idle connections, lets requests in flight
  /// finish, answers new ones with 503. Call it from any thread, once.
  virtual void drain() = 0;

  [[nodiscard]] virtual bool draining() const = 0;

  /// Waits for the loops to end: after drain() and the last connection, or at once after stop().
  virtual void join() = 0;

  /// Ends the loops now, cutting what is in flight. From any thread.
  virtual void stop() = 0;

  /// The loops have ended: join() does not wait.
  [[nodiscard]] virtual bool ended() const = 0;

  /// Connections open at this moment.
  [[nodiscard]] virtual std::size_t connections() const = 0;
};

/// `127.0.0.1:8080`, `[::1]:8080`.
std::string text_of(const boost::asio::ip::tcp::endpoint& endpoint);

/// Binds and starts listening; loops run on threads of their own. Throws std::runtime_error naming
/// the address where it cannot be bound.
std::unique_ptr<Server> start_server(const ServerOptions& options, http::RequestHandler handler,
                                     const ServerParts& parts);

}  // namespace mta::server
