#include "server/client_watch.h"

#include <cerrno>
#include <string_view>
#include <sys/socket.h>

namespace mta::server {

using boost::asio::ip::tcp;

std::stop_token ClientWatch::begin() {
  gone_ = std::stop_source();
  return gone_.get_token();
}

void ClientWatch::watch(bool asks_half_closed) {
  ++watch_;
  asks_half_closed_ = asks_half_closed;
  wait(tcp::socket::wait_read);
}

void ClientWatch::end() {
  ++watch_;
  asks_half_closed_ = false;
}

void ClientWatch::wait(tcp::socket::wait_type event) {
  socket_.async_wait(
      event, [weak = weak_from_this(), watch = watch_, event](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!self || self->watch_ != watch || error) return;
        if (event == tcp::socket::wait_error) {
          self->client_left();
        } else {
          self->look();
        }
      });
}

/// A further request that waits in the socket hides a close behind it until it is read.
void ClientWatch::look() {
  char next = 0;
  // NOLINTNEXTLINE(clang-analyzer-unix.BlockInCriticalSection): weak_ptr::lock() locks no mutex
  const auto received = ::recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
  const bool waiting = received < 0 && (errno == EAGAIN || errno == EINTR);
  if (waiting) {
    wait(tcp::socket::wait_read);
  } else if (received == 0 && asks_half_closed_) {
    ask_half_closed();
  } else if (received <= 0) {
    client_left();
  }
}

/// Tells a client that has only finished sending (`nc -N`) from one that is gone: the system of the
/// second answers anything with a reset. An interim response may be sent at any time before the
/// final one (RFC 9110, 15.2).
void ClientWatch::ask_half_closed() {
  constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto sent =
      ::send(socket_.native_handle(), interim.data(), interim.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(interim.size())) {
    client_left();
  } else {
    wait(tcp::socket::wait_error);
  }
}

}  // namespace mta::server
