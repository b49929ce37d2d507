#include "main/serve.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "config/formats.h"
#include "http/admin.h"
#include "observe/prometheus.h"
#include "server/server.h"

namespace mta {
namespace {

namespace asio = boost::asio;

constexpr int success = 0;
constexpr int failed = 1;
constexpr auto drain_limit = std::chrono::seconds(30);
constexpr auto drain_poll = std::chrono::milliseconds(10);

/// A connection needs a descriptor; the soft limit is often far below what the kernel allows.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// Waits for the first signal, then for the connections to end; 1 where some had to be cut.
int run_until_signalled(server::Server& server, std::atomic<bool>& ready, Log& log) {
  asio::io_context context;
  asio::signal_set signals(context, SIGTERM, SIGINT);
  asio::steady_timer poll(context);
  bool stop_now = false;
  std::chrono::steady_clock::time_point give_up;
  std::function<void(boost::system::error_code)> wait_for_end = [&](boost::system::error_code) {
    const bool late = std::chrono::steady_clock::now() >= give_up;
    if (server.connections() == 0 || stop_now || late) return context.stop();
    poll.expires_after(drain_poll);
    poll.async_wait(wait_for_end);
  };
  signals.async_wait([&](boost::system::error_code, int) {
    log.write(LogLevel::info, "draining");
    ready = false;
    server.drain();
    give_up = std::chrono::steady_clock::now() + drain_limit;
    signals.async_wait([&](boost::system::error_code, int) { stop_now = true; });
    wait_for_end({});
  });
  context.run();
  const std::size_t cut = server.connections();
  log.write(LogLevel::info, "stopped", {{"connections_cut", static_cast<std::int64_t>(cut)}});
  return cut == 0 ? success : failed;
}

/// Of a text that the settings have checked.
boost::asio::ip::tcp::endpoint endpoint(const std::string& text) {
  return config::parse_endpoint(text).value();  // NOLINT(bugprone-unchecked-optional-access)
}

std::vector<AddressBlock> trusted_proxies(const config::Config& config) {
  std::vector<AddressBlock> blocks;
  blocks.reserve(config.server.trusted_proxies.size());
  for (const std::string& text : config.server.trusted_proxies) {
    blocks.push_back(AddressBlock::parse(text).value());
  }
  return blocks;
}

server::ServerOptions public_options(const config::Config& config) {
  return {.endpoint = endpoint(config.server.listen),
          .threads = config.server.threads,
          .max_connections = static_cast<std::size_t>(config.server.max_connections),
          .timeouts = {}};
}

server::ServerOptions admin_options(const config::Config& config) {
  constexpr std::size_t most_scrapers = 32;
  return {.endpoint = endpoint(config.server.admin_listen),
          .threads = 1,
          .max_connections = most_scrapers,
          .timeouts = {}};
}

http::PipelineOptions pipeline_options(const config::Config& config, const std::atomic<bool>& ready,
                                       const Clock& clock) {
  return {.trusted_proxies = trusted_proxies(config),
          .throttle = std::make_shared<TokenBucket>(
              config.throttle.burst, config.throttle.rate_per_second, clock.steady_now()),
          .ready = [&ready] { return ready.load(); }};
}

}  // namespace

int serve(const Setup& setup, Log& log) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a full disk quota is an error of the write, not our end
  raise_descriptor_limit();
  const config::Config& config = setup.loaded.config();
  std::atomic<bool> ready = true;
  if (config.storage.kind == config::StorageKind::dynamodb && !setup.secrets.session_secret) {
    log.write(LogLevel::warn,
              "MTA_CHAT_SESSION_SECRET is not set: other nodes, and this one after a restart, will "
              "know neither its sessions nor its visitors");
  }
  const auto metrics = observe::make_prometheus_metrics();
  Application application(setup, Application::Memory::configured, *metrics, log);
  const auto admin = server::start_server(
      admin_options(config),
      http::make_admin_handler(application.random(), log, [&] { return metrics->exposition(); }),
      log);
  const auto public_server = server::start_server(
      public_options(config),
      application.handler(pipeline_options(config, ready, application.clock())), log);
  log.write(LogLevel::info, "listening",
            {{"listen", std::string_view(server::text_of(public_server->endpoint()))},
             {"admin_listen", std::string_view(server::text_of(admin->endpoint()))}});
  std::cout << "MTA Chat is ready: http://" << server::text_of(public_server->endpoint())
            << " (metrics: http://" << server::text_of(admin->endpoint()) << "/metrics)"
            << std::endl;
  const int code = run_until_signalled(*public_server, ready, log);
  // Requests that were cut hold references into everything: leave without unwinding under them.
  if (code != success) std::_Exit(code);
  public_server->join();
  asio::io_context context;
  asio::co_spawn(context, application.close(), [](const std::exception_ptr& fault) {
    if (fault) std::rethrow_exception(fault);
  });
  context.run();
  return code;
}

}  // namespace mta
