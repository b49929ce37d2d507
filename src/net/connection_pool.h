#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/execution_context.hpp>

#include "base/ports.h"
#include "net/transport.h"

namespace mta::net {

/// The kept connections of one event loop, by origin. A service of the loop's context: made on its
/// first use, gone with it; used on its thread alone.
class ConnectionPool final : public boost::asio::execution_context::service {
 public:
  using key_type = ConnectionPool;
  static boost::asio::execution_context::id id;  // NOLINT(*-non-const-global-*): Asio's way

  static constexpr std::size_t most_idle = 64;    ///< kept for an origin
  static constexpr std::size_t most_busy = 1024;  ///< at once, for an origin

  explicit ConnectionPool(boost::asio::execution_context& context) : service(context) {}

  /// A connection that can be used, or null. Those idle for longer than `longest_idle` are closed:
  /// the time is the wall clock's, which goes on while a Lambda is frozen.
  std::unique_ptr<Transport> take(const std::string& origin, std::chrono::seconds longest_idle,
                                  Timestamp now);
  /// Keeps a connection for the next request.
  void keep(const std::string& origin, std::unique_ptr<Transport> transport, Timestamp now);

  /// Counts one request under way; for as long as it lives.
  class Place {
   public:
    Place(ConnectionPool& pool, std::string origin);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    ConnectionPool& pool_;
    std::string origin_;
  };
  [[nodiscard]] bool has_room(const std::string& origin) const;

 private:
  struct Idle {
    std::unique_ptr<Transport> transport;
    Timestamp since;
  };

  void shutdown() override { idle_.clear(); }

  std::map<std::string, std::vector<Idle>> idle_;  // the last used at the end
  std::map<std::string, std::size_t> busy_;
};

}  // namespace mta::net
