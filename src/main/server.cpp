// The mta-chat program: reads the command line, runs one command, returns its exit code.
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "config/settings_document.h"
#include "core/text.h"
#include "main/command_line.h"
#include "main/wiring.h"
#include "observe/json_log.h"

extern char** environ;  // NOLINT(*-redundant-declaration): POSIX, declared by GNU alone

namespace mta {
namespace {

namespace asio = boost::asio;

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;
constexpr auto drain_limit = std::chrono::seconds(30);
constexpr auto drain_poll = std::chrono::milliseconds(10);

config::Environment process_environment() {
  config::Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

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

int serve(const Setup& setup, Log& log) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a full disk quota is an error of the write, not our end
  raise_descriptor_limit();
  const config::Config& config = setup.loaded.config();
  std::atomic<bool> ready = true;
  Application application(setup, Application::Memory::configured, log);
  const auto admin = server::start_server(admin_options(config), application.admin_handler(), log);
  const auto public_server =
      server::start_server(public_options(config), application.public_handler(ready), log);
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
  return code;
}

int ask(const Setup& setup, const std::string& question, Log& log) {
  ChatRequest request;
  request.message = clean_text(question);
  if (request.message.empty()) {
    std::cerr << "mta-chat ask: the question is empty\n";
    return wrong_usage;
  }
  Application application(setup, Application::Memory::none, log);
  request.visitor = application.sessions().identify("terminal");
  WholeAnswer whole;
  asio::io_context context;
  ChatOutcome outcome;
  asio::co_spawn(context, application.chat().answer(std::move(request), whole),
                 [&](const std::exception_ptr& fault, ChatOutcome answered) {
                   if (fault) std::rethrow_exception(fault);
                   outcome = std::move(answered);
                 });
  context.run();
  if (outcome.error) {
    std::cerr << "mta-chat ask: " << outcome.error->message << "\n";
    return failed;
  }
  std::cout << outcome.text << "\n";
  return success;
}

/// The files can be used; the rows that are left out have been printed.
int check_knowledge(const Setup& setup) {
  const std::size_t wrong = setup.knowledge.warnings.size();
  std::cout << setup.knowledge.knowledge.products.size() << " products can be offered; " << wrong
            << (wrong == 1 ? " row is" : " rows are") << " wrong.\n";
  return wrong == 0 ? success : failed;
}

int run(const CommandLine& line) {
  if (std::holds_alternative<VersionCommand>(line.command)) {
    std::cout << "mta-chat " << MTA_VERSION << "\n";
    return success;
  }
  if (std::holds_alternative<SettingsCommand>(line.command)) {
    std::cout << config::settings_document();
    return success;
  }
  const auto setup = load_setup(line.sources);
  if (!setup) {
    for (const std::string& problem : setup.error()) std::cerr << problem << "\n";
    return wrong_usage;
  }
  for (const std::string& warning : setup->knowledge.warnings) std::cerr << warning << "\n";
  if (std::holds_alternative<CheckConfigCommand>(line.command)) {
    std::cout << "The configuration is fine.\n";
    return success;
  }
  if (std::holds_alternative<CheckKnowledgeCommand>(line.command)) return check_knowledge(*setup);
  const SystemClock clock;
  const auto log = observe::make_json_log(clock, observe::write_to(STDERR_FILENO));
  if (const auto* command = std::get_if<AskCommand>(&line.command)) {
    return ask(*setup, command->question, *log);
  }
  return serve(*setup, *log);
}

}  // namespace
}  // namespace mta

int main(int argc, char** argv) {
  try {
    const auto parsed = mta::parse_command_line(argc, argv, mta::process_environment());
    if (const auto* exit = std::get_if<mta::UsageExit>(&parsed)) {
      (exit->code == 0 ? std::cout : std::cerr) << exit->text;
      return exit->code;
    }
    return mta::run(std::get<mta::CommandLine>(parsed));
  } catch (const std::exception& error) {
    std::cerr << "mta-chat: " << error.what() << "\n";
    return 1;
  }
}
