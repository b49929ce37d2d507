#include "server/server.h"

#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/connection.h"
#include "server/connection_table.h"

namespace mta::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto accept_pause = std::chrono::milliseconds(100);
constexpr auto room_pause = std::chrono::milliseconds(1);

// What the kernel keeps for a client that sends and never reads; left to itself it grows to 4 MiB
// and 6 MiB. No request and no answer is larger than 64 KiB, and Linux doubles both.
constexpr int send_buffer_bytes = 128 * 1024;
constexpr int receive_buffer_bytes = 64 * 1024;

/// Counts a connection for as long as it lives.
class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_(&count) { ++count; }
  Counted(Counted&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  Counted& operator=(Counted&&) = delete;
  ~Counted() {
    if (count_ != nullptr) --*count_;
  }

 private:
  std::atomic<std::size_t>* count_;
};

tcp::acceptor listen_on(asio::io_context& context, const tcp::endpoint& endpoint, bool shared) {
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  if (shared) acceptor.set_option(ReusePort(true));
  // Before listening: every connection inherits them.
  acceptor.set_option(asio::socket_base::send_buffer_size(send_buffer_bytes));
  acceptor.set_option(asio::socket_base::receive_buffer_size(receive_buffer_bytes));
  acceptor.bind(endpoint);
  acceptor.listen(asio::socket_base::max_listen_connections);
  return acceptor;
}

/// One event loop with its acceptor. Everything below but `context` belongs to its thread.
struct Loop {
  Loop(const ServerOptions& options, const http::RequestHandler& handler, const ServerParts& parts,
       const std::atomic<bool>& draining)
      : state{.timeouts = options.timeouts,
              .handler = handler,
              .log = parts.log,
              .clock = parts.clock,
              .draining = draining,
              .connections = {}},
        acceptor(context) {}

  LoopState state;  // before the context: connections leave it when that is destroyed
  asio::io_context context{1};
  tcp::acceptor acceptor;
  std::jthread thread;
};

class AsioServer final : public Server {
 public:
  AsioServer(const ServerOptions& options, http::RequestHandler handler, const ServerParts& parts)
      : options_(options),
        handler_(std::move(handler)),
        parts_(parts),
        table_(options.connections, parts.metrics) {
    bind();
    for (const auto& loop : loops_) start(*loop);
  }
  ~AsioServer() override { stop(); }
  AsioServer(const AsioServer&) = delete;
  AsioServer& operator=(const AsioServer&) = delete;

  [[nodiscard]] tcp::endpoint endpoint() const override { return endpoint_; }
  [[nodiscard]] bool draining() const override { return draining_; }
  [[nodiscard]] bool ended() const override { return running_ == 0; }
  [[nodiscard]] std::size_t connections() const override { return count_; }

  void drain() override {
    draining_ = true;
    for (const auto& loop : loops_) {
      asio::post(loop->context, [this, &loop = *loop] { drain_loop(loop); });
    }
  }

  void join() override {
    for (const auto& loop : loops_) {
      if (loop->thread.joinable()) loop->thread.join();
    }
  }

  void stop() override {
    for (const auto& loop : loops_) loop->context.stop();
    join();
  }

 private:
  void bind() {
    const bool shared = options_.threads > 1;
    tcp::endpoint endpoint = options_.endpoint;
    if (shared) {
      // With SO_REUSEPORT a port that another program listens on could be bound as well and would
      // share its visitors; without it, it is refused.
      asio::io_context context;
      endpoint = listen_on(context, endpoint, false).local_endpoint();
    }
    for (int i = 0; i < options_.threads; ++i) {
      auto loop = std::make_unique<Loop>(options_, handler_, parts_, draining_);
      loop->acceptor = listen_on(loop->context, endpoint, shared);
      endpoint = loop->acceptor.local_endpoint();
      loops_.push_back(std::move(loop));
    }
    endpoint_ = endpoint;
  }

  void start(Loop& loop) {
    asio::co_spawn(loop.context, accept(loop), asio::detached);
    ++running_;
    loop.thread = std::jthread([this, &loop] {
      loop.context.run();
      --running_;
    });
  }

  Task<void> accept(Loop& loop) {
    asio::steady_timer pause(loop.context);
    while (!draining_) {
      tcp::endpoint peer;
      auto [error, socket] =
          co_await loop.acceptor.async_accept(peer, asio::as_tuple(asio::use_awaitable));
      if (!error) {
        take(loop, std::move(socket), peer);
      } else if (error != asio::error::operation_aborted) {
        pause.expires_after(make_room(error) ? room_pause : accept_pause);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      }
    }
  }

  /// Where the system has no descriptor left, an idle connection gives up its own.
  bool make_room(const boost::system::error_code& error) {
    const bool exhausted = error == asio::error::no_descriptors ||
                           error == boost::system::errc::too_many_files_open_in_system;
    if (exhausted && table_.make_room()) return true;
    parts_.log.write(LogLevel::error, "accepting a connection failed",
                     {{"cause", std::string_view(error.message())}});
    return false;
  }

  void take(Loop& loop, tcp::socket socket, const tcp::endpoint& peer) {
    auto place = table_.admit(peer.address());
    if (!place) return;
    asio::co_spawn(loop.context, serve(loop, std::move(socket), std::move(place), Counted(count_)),
                   asio::detached);
  }

  static Task<void> serve(Loop& loop, tcp::socket socket,
                          std::unique_ptr<ConnectionTable::Place> place,
                          Counted /*while it lives*/) {
    co_await serve_connection(std::move(socket), std::move(place), loop.state);
  }

  void drain_loop(Loop& loop) {
    // Clients that the kernel has let in already get an answer instead of a reset.
    boost::system::error_code error;
    loop.acceptor.non_blocking(true, error);
    while (!error) {
      tcp::socket socket(loop.context);
      tcp::endpoint peer;
      loop.acceptor.accept(socket, peer, error);
      if (!error) take(loop, std::move(socket), peer);
    }
    loop.acceptor.close(error);
    for (Connection* connection : loop.state.connections) connection->close_if_idle();
  }

  ServerOptions options_;
  http::RequestHandler handler_;
  ServerParts parts_;
  std::atomic<bool> draining_ = false;
  std::atomic<std::size_t> count_ = 0;
  std::atomic<int> running_ = 0;
  ConnectionTable table_;
  tcp::endpoint endpoint_;
  std::vector<std::unique_ptr<Loop>> loops_;  // last: their connections use all the others
};

}  // namespace

std::string text_of(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(endpoint.port());
}

std::unique_ptr<Server> start_server(const ServerOptions& options, http::RequestHandler handler,
                                     const ServerParts& parts) {
  try {
    return std::make_unique<AsioServer>(options, std::move(handler), parts);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + text_of(options.endpoint) + ": " +
                             error.code().message());
  }
}

}  // namespace mta::server
