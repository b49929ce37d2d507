#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "base/task.h"

namespace mta::net {

/// A connected stream of bytes. For one event loop; one operation at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Task<boost::system::error_code> write(std::string_view bytes) = 0;
  /// How much was read; asio::error::eof where the peer ended the stream as it should.
  virtual Task<std::pair<boost::system::error_code, std::size_t>> read_some(
      std::span<char> buffer) = 0;
  /// Closes the socket: an operation under way fails at once.
  virtual void abort() = 0;
  /// Nothing has arrived while nobody was reading, not even the end of the stream.
  [[nodiscard]] virtual bool is_quiet() = 0;
};

std::unique_ptr<Transport> make_plain_transport(boost::asio::ip::tcp::socket socket);

}  // namespace mta::net
