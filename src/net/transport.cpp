#include "net/transport.h"

#include <cerrno>
#include <sys/socket.h>

#include "net/transport_detail.h"

namespace mta::net {

bool is_quiet(boost::asio::ip::tcp::socket& socket) {
  char next = 0;
  return ::recv(socket.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

std::unique_ptr<Transport> make_plain_transport(boost::asio::ip::tcp::socket socket) {
  return std::make_unique<StreamTransport<boost::asio::ip::tcp::socket>>(std::move(socket));
}

}  // namespace mta::net
