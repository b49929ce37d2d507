#include "main/serve.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <limits>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "config/formats.h"
#include "http/admin.h"
#include "main/knowledge_reload.h"
#include "main/widget.h"
#include "observe/prometheus.h"
#include "server/server.h"

namespace mta {
namespace {

namespace asio = boost::asio;

constexpr int success = 0;
constexpr int failed = 1;
constexpr auto drain_limit = std::chrono::seconds(30);
constexpr auto drain_poll = std::chrono::milliseconds(10);

/// A connection needs a descriptor; the soft limit is often far below what the kernel allows. The
/// new limit.
std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<std::size_t>::max();
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

/// Visitors' connections leave descriptors for model calls, files, refusals and the admin listener,
/// or the model would be out of reach where many connect.
std::size_t most_connections(const config::Config& config, std::size_t descriptors, Log& log) {
  constexpr std::size_t for_the_rest = 512;
  const auto wanted = static_cast<std::size_t>(config.server.max_connections);
  const std::size_t room = descriptors - std::min(for_the_rest, descriptors / 2);
  if (wanted <= room) return wanted;
  log.write(LogLevel::warn,
            "the system allows fewer connections than server.max_connections: raise the limit of "
            "open files (ulimit -Hn, LimitNOFILE)",
            {{"open_files", static_cast<std::int64_t>(descriptors)},
             {"max_connections", static_cast<std::int64_t>(room)}});
  return room;
}

/// All that MainLoop heeds.
sigset_t heeded_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

/// On this thread alone: those that have come meanwhile are delivered now.
void allow_signals() {
  const sigset_t set = heeded_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

/// The main thread's loop: until the first signal, then until the requests in flight are answered.
class MainLoop {
 public:
  /// `on_hangup` is called for each SIGHUP, on the main thread.
  MainLoop(std::atomic<bool>& ready, http::AccessLineLimiter& lines, Log& log,
           std::function<void()> on_hangup)
      : ready_(ready), lines_(lines), log_(log), on_hangup_(std::move(on_hangup)) {}

  /// 1 where some had to be cut.
  int run(server::Server& server) {
    flush_lines();
    signals_.async_wait([&](boost::system::error_code, int) { drain(server); });
    heed_hangups();
    allow_signals();
    context_.run();
    signals_.clear();  // one that comes now ends the process at once
    lines_.flush(SteadyTime::max());
    const auto cut = static_cast<std::int64_t>(server.connections());
    log_.write(LogLevel::info, "stopped", {{"connections_cut", cut}});
    return server.ended() ? success : failed;
  }

 private:
  void flush_lines() {
    lines_.flush(std::chrono::steady_clock::now());
    second_.expires_after(std::chrono::seconds(1));
    second_.async_wait([this](boost::system::error_code) { flush_lines(); });
  }

  void heed_hangups() {
    hangup_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      if (ready_) on_hangup_();
      heed_hangups();
    });
  }

  void drain(server::Server& server) {
    log_.write(LogLevel::info, "draining");
    ready_ = false;
    server.drain();
    give_up_ = std::chrono::steady_clock::now() + drain_limit;
    signals_.async_wait([this](boost::system::error_code, int) { context_.stop(); });
    wait_for_end(server);
  }

  void wait_for_end(server::Server& server) {
    if (server.ended() || std::chrono::steady_clock::now() >= give_up_) return context_.stop();
    poll_.expires_after(drain_poll);
    poll_.async_wait([&](boost::system::error_code) { wait_for_end(server); });
  }

  std::atomic<bool>& ready_;
  http::AccessLineLimiter& lines_;
  Log& log_;
  const std::function<void()> on_hangup_;
  asio::io_context context_;
  asio::signal_set signals_{context_, SIGTERM, SIGINT};
  asio::signal_set hangup_{context_, SIGHUP};
  asio::steady_timer second_{context_};
  asio::steady_timer poll_{context_};
  std::chrono::steady_clock::time_point give_up_;
};

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

server::ServerOptions public_options(const config::Config& config, std::size_t most_connections) {
  return {.endpoint = endpoint(config.server.listen),
          .threads = config.server.threads,
          .connections = {.max = most_connections,
                          .per_visitor =
                              static_cast<std::size_t>(config.server.max_connections_per_visitor),
                          .exempt = trusted_proxies(config)},
          .timeouts = {.idle = std::chrono::seconds(config.server.idle_timeout_seconds)}};
}

server::ServerOptions admin_options(const config::Config& config) {
  constexpr std::size_t most_scrapers = 32;
  return {.endpoint = endpoint(config.server.admin_listen),
          .threads = 1,
          .connections = {.max = most_scrapers, .per_visitor = most_scrapers, .exempt = {}},
          .timeouts = {.idle = std::chrono::seconds(config.server.idle_timeout_seconds)}};
}

std::shared_ptr<http::Throttle> make_throttle(const config::Config& config, const Clock& clock,
                                              Metrics& metrics) {
  const TokenBucket bucket(config.throttle.burst, config.throttle.rate_per_second,
                           clock.steady_now());
  return std::make_shared<http::Throttle>(bucket, clock, metrics);
}

http::PipelineOptions pipeline_options(const config::Config& config, const std::atomic<bool>& ready,
                                       const Application& application, Metrics& metrics,
                                       std::shared_ptr<http::AccessLineLimiter> lines) {
  return {.trusted_proxies = trusted_proxies(config),
          .throttle = make_throttle(config, application.clock(), metrics),
          .access_lines = std::move(lines),
          .files = widget_files(config),
          .page = {.title = config.widget.title, .frame_ancestors = config.server.frame_ancestors},
          .ready = [&ready] { return ready.load(); },
          .degraded = [&application] { return application.degraded(); }};
}

}  // namespace

void hold_back_signals() {
  const sigset_t set = heeded_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int serve(const Setup& setup, Log& log) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a full disk quota is an error of the write, not our end
  ::umask(S_IRWXG | S_IRWXO);     // other users may read nothing that is written
  const std::size_t descriptors = raise_descriptor_limit();
  const config::Config& config = setup.config;
  std::atomic<bool> ready = true;
  log_left_out(setup.knowledge, log);
  warn_of_forgotten_spending(config, log);
  if (config.storage.kind == config::StorageKind::dynamodb && !setup.secrets.session_secret) {
    log.write(LogLevel::warn,
              "MTA_CHAT_SESSION_SECRET is not set: other nodes, and this one after a restart, will "
              "know neither its sessions nor its visitors");
  }
  const auto metrics = observe::make_prometheus_metrics();
  const auto lines = std::make_shared<http::AccessLineLimiter>(log);
  Application application(setup, *metrics, log);
  // Before connections can have taken all descriptors.
  KnowledgeReload reload(config, application, log);
  MainLoop main_loop(ready, *lines, log, [&] { reload.run(); });
  const server::ServerParts parts{.log = log, .metrics = *metrics, .clock = application.clock()};
  const auto exposition = [&] {
    static_cast<void>(application.degraded());  // the gauges are of now
    return metrics->exposition();
  };
  const auto admin =
      server::start_server(admin_options(config),
                           http::make_admin_handler({.protocol = application.protocol(),
                                                     .random = application.random(),
                                                     .log = log,
                                                     .exposition = exposition,
                                                     .reload = [&] { return reload.run(); },
                                                     .hosts = config.server.admin_hosts}),
                           parts);
  const auto public_server = server::start_server(
      public_options(config, most_connections(config, descriptors, log)),
      application.handler(pipeline_options(config, ready, application, *metrics, lines)), parts);
  auto delivery = application.deliver_leads();
  log.write(LogLevel::info, "listening",
            {{"listen", std::string_view(server::text_of(public_server->endpoint()))},
             {"admin_listen", std::string_view(server::text_of(admin->endpoint()))}});
  std::cout << "MTA Chat is ready: http://" << server::text_of(public_server->endpoint())
            << " (metrics: http://" << server::text_of(admin->endpoint()) << "/metrics)"
            << std::endl;
  const int code = main_loop.run(*public_server);
  // Requests that were cut hold references into everything: leave without unwinding under them.
  if (code != success) std::_Exit(code);
  public_server->join();
  delivery.reset();
  asio::io_context context;
  asio::co_spawn(context, application.close(), [](const std::exception_ptr& fault) {
    if (fault) std::rethrow_exception(fault);
  });
  context.run();
  return code;
}

}  // namespace mta
