#include "base/system.h"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace mta {

namespace asio = boost::asio;

Task<void> SystemClock::sleep_until(SteadyTime time, std::stop_token stop) const {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  const std::stop_callback<std::function<void()>> on_stop(stop, [&timer] { timer.cancel(); });
  if (stop.stop_requested()) co_return;  // the cancellation came before the wait
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

namespace {

void fill_at_once(std::span<std::byte> bytes) {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) !=
      1) {
    throw std::runtime_error("the system has no randomness to give");
  }
}

/// A request takes a few bytes at several places, and OpenSSL's price is by the call.
class RandomStock {
 public:
  void take(std::span<std::byte> bytes) {
    if (left_ < bytes.size()) {
      left_ = 0;
      fill_at_once(stock_);
      left_ = stock_.size();
    }
    left_ -= bytes.size();
    const std::span<std::byte> taken = std::span(stock_).subspan(left_, bytes.size());
    std::ranges::copy(taken, bytes.begin());
    OPENSSL_cleanse(taken.data(), taken.size());
  }
  static constexpr std::size_t most = 32;

 private:
  std::array<std::byte, 16 * most> stock_{};
  std::size_t left_ = 0;
};

}  // namespace

void SystemRandom::fill(std::span<std::byte> bytes) {
  thread_local RandomStock stock;
  if (bytes.size() > RandomStock::most) {
    fill_at_once(bytes);
  } else {
    stock.take(bytes);
  }
}

}  // namespace mta
