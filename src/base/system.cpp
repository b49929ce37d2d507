#include "base/system.h"

#include <functional>
#include <stdexcept>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/rand.h>

namespace mta {

namespace asio = boost::asio;

Task<void> SystemClock::sleep_until(SteadyTime time, std::stop_token stop) const {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  const std::stop_callback<std::function<void()>> on_stop(stop, [&timer] { timer.cancel(); });
  if (stop.stop_requested()) co_return;  // the cancellation came before the wait
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

void SystemRandom::fill(std::span<std::byte> bytes) {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) !=
      1) {
    throw std::runtime_error("the system has no randomness to give");
  }
}

}  // namespace mta
