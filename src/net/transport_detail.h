#pragma once

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/transport.h"

/// Shared by the two transports; included by their .cpp files alone.
namespace mta::net {

bool is_quiet(boost::asio::ip::tcp::socket& socket);

template <class Stream>
class StreamTransport : public Transport {
 public:
  explicit StreamTransport(Stream stream) : stream_(static_cast<Stream&&>(stream)) {}

  Task<boost::system::error_code> write(std::string_view bytes) override {
    const auto [error, written] = co_await boost::asio::async_write(
        stream_, boost::asio::buffer(bytes), boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return error;
  }

  Task<std::pair<boost::system::error_code, std::size_t>> read_some(
      std::span<char> buffer) override {
    const auto [error, size] =
        co_await stream_.async_read_some(boost::asio::buffer(buffer.data(), buffer.size()),
                                         boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return std::pair(error, size);
  }

  void abort() override {
    boost::system::error_code ignored;
    socket().close(ignored);
  }

  [[nodiscard]] bool is_quiet() override { return net::is_quiet(socket()); }

 protected:
  Stream& stream() { return stream_; }
  boost::asio::ip::tcp::socket& socket() {
    if constexpr (requires { stream_.next_layer(); }) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

 private:
  Stream stream_;
};

}  // namespace mta::net
