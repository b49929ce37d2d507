#include "delivery/loop.h"

#include <algorithm>
#include <exception>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace mta::delivery {

namespace asio = boost::asio;

Task<void> Loop::run() {
  while (!stop_.stop_requested()) {
    wake_ = std::stop_source();  // what comes during the pass is seen after it
    const Pass done = co_await pass();
    SteadyTime::duration pause = longest_pause;
    if (done.next) pause = std::min<SteadyTime::duration>(pause, *done.next - clock_.now());
    if (stop_.stop_requested()) co_return;
    co_await clock_.sleep_until(clock_.steady_now() + std::max(pause, SteadyTime::duration{}),
                                wake_.get_token());
  }
}

void Loop::stop() {
  stop_.request_stop();
  wake_.request_stop();
}

/// What should not happen must not end delivery for good.
Task<Pass> Loop::pass() {
  try {
    co_return co_await worker_.deliver_due({.client_gone = stop_.get_token()});
  } catch (const std::exception& fault) {
    log_.write(LogLevel::error, "delivering leads failed",
               {{"cause", std::string_view(fault.what())}});
  }
  co_return Pass{};
}

namespace {

class LoopThread final : public Thread {
 public:
  LoopThread(const WorkerParts& parts, Wake& wake) : wake_(wake), loop_(parts) {
    asio::co_spawn(context_, loop_.run(), asio::detached);
    wake_.listen([this] { asio::post(context_, [this] { loop_.wake(); }); });
    thread_ = std::thread([this] { context_.run(); });
  }
  ~LoopThread() override {
    wake_.listen({});
    asio::post(context_, [this] { loop_.stop(); });
    thread_.join();
  }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

 private:
  Wake& wake_;
  asio::io_context context_{1};
  Loop loop_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Thread> start_thread(const WorkerParts& parts, Wake& wake) {
  return std::make_unique<LoopThread>(parts, wake);
}

}  // namespace mta::delivery
