#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include <boost/asio/ip/tcp.hpp>

namespace mta::server {

/// Notices a client that leaves while its answer is made, when nothing else reads from its
/// connection. Used on the connection's event loop alone; the socket must outlive it.
class ClientWatch : public std::enable_shared_from_this<ClientWatch> {
 public:
  explicit ClientWatch(boost::asio::ip::tcp::socket& socket) : socket_(socket) {}

  /// For the next request. The token is told when its client leaves.
  std::stop_token begin();
  /// From here on until end(). `asks_half_closed`: an end of stream is answered with an interim
  /// response (`100 Continue`) to find out whether the client has only finished sending.
  void watch(bool asks_half_closed);
  /// The final response has begun: no interim one may follow it.
  void begin_response() { asks_half_closed_ = false; }
  void end();
  void client_left() { gone_.request_stop(); }

 private:
  void wait(boost::asio::ip::tcp::socket::wait_type event);
  void look();
  void ask_half_closed();

  boost::asio::ip::tcp::socket& socket_;
  std::stop_source gone_;
  std::uint64_t watch_ = 0;  // which one; waits of earlier ones mean nothing any more
  bool asks_half_closed_ = false;
};

}  // namespace mta::server
