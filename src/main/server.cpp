// The mta-chat program: reads the command line, runs one command, returns its exit code.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/system.h"
#include "base/text.h"
#include "catalogue/stated_answers.h"
#include "chat/whole_reply.h"
#include "config/settings_document.h"
#include "main/backup.h"
#include "main/command_line.h"
#include "main/cost.h"
#include "main/environment.h"
#include "main/eval.h"
#include "main/reload.h"
#include "main/serve.h"
#include "main/wiring.h"
#include "observe/json_log.h"
#include "observe/prometheus.h"

namespace mta {
namespace {

namespace asio = boost::asio;

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;

int ask(Setup setup, const std::string& question, Log& log) {
  ChatRequest request;
  request.message = clean_text(question);
  if (request.message.empty()) {
    std::cerr << "mta-chat ask: the question is empty\n";
    return wrong_usage;
  }
  const auto metrics = observe::make_prometheus_metrics();
  setup.config = without_stores(std::move(setup.config));
  Application application(setup, *metrics, log);
  request.visitor = application.sessions().identify("terminal");
  Session session = application.chat().open(request);
  WholeReply reply;
  asio::io_context context;
  asio::co_spawn(context, application.chat().answer(std::move(request), std::move(session), reply),
                 [](const std::exception_ptr& fault) {
                   if (fault) std::rethrow_exception(fault);
                 });
  context.run();
  if (const auto& error = reply.completion.error) {
    std::cerr << "mta-chat ask: " << error->message << "\n";
    return failed;
  }
  std::cout << reply.text << "\n";
  return success;
}

/// The files can be used; the rows that are left out have been printed.
int check_knowledge(const Setup& setup) {
  const std::size_t wrong = setup.knowledge.warnings.size();
  std::cout << setup.knowledge.knowledge.products.size() << " products can be offered; " << wrong
            << (wrong == 1 ? " row is" : " rows are") << " wrong.\n";
  const std::size_t needs = setup.knowledge.knowledge.needs.size();
  if (needs > 0) std::cout << needs << " needs are known.\n";
  const auto& answers = setup.knowledge.knowledge.answers;
  const auto gaps = std::ranges::count_if(answers, &StatedAnswer::is_gap);
  if (!answers.empty()) {
    std::cout << answers.size() << " questions of the business are known, " << gaps
              << " of them without an answer yet.\n";
  }
  const auto today = std::chrono::floor<std::chrono::days>(SystemClock().now());
  const std::string path = setup.config.knowledge.directory + "/answers.csv";
  for (const std::string& line : unused_answers(answers, path, today)) {
    std::cerr << "warning: " << line << "\n";
  }
  return wrong == 0 ? success : wrong_usage;
}

int check_config(const Setup& setup) {
  if (!setup.knowledge.warnings.empty()) return wrong_usage;
  std::cout << "The configuration is fine.\n";
  return success;
}

/// Commands that need no knowledge: that may be what is wrong. Nothing: it is none of them.
std::optional<int> run_with_settings(const CommandLine& line) {
  const auto* knowledge = std::get_if<KnowledgeCommand>(&line.command);
  const auto* backup = std::get_if<BackupCommand>(&line.command);
  const auto* restore = std::get_if<RestoreCommand>(&line.command);
  const bool reloads = std::holds_alternative<ReloadCommand>(line.command);
  if (!knowledge && !backup && !restore && !reloads) return std::nullopt;
  const auto loaded = config::load(line.sources);
  if (!loaded) {
    for (const std::string& problem : loaded.error()) std::cerr << problem << "\n";
    return wrong_usage;
  }
  if (knowledge) return run_knowledge(*loaded, line.sources.environment, knowledge->options);
  if (backup) return back_up(loaded->config(), backup->file);
  if (restore) return restore_backup(loaded->config(), restore->file);
  return reload(loaded->config());
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
  if (const auto code = run_with_settings(line)) return *code;
  if (std::holds_alternative<ServeCommand>(line.command)) hold_back_signals();
  const auto setup = load_setup(line.sources);
  if (!setup) {
    for (const std::string& problem : setup.error()) std::cerr << problem << "\n";
    return wrong_usage;
  }
  const bool serves = std::holds_alternative<ServeCommand>(line.command);
  for (const std::string& warning : setup->knowledge.warnings) {
    if (!serves) std::cerr << warning << "\n";  // the server logs them
  }
  if (std::holds_alternative<CheckConfigCommand>(line.command)) return check_config(*setup);
  if (std::holds_alternative<CheckKnowledgeCommand>(line.command)) return check_knowledge(*setup);
  if (const auto* command = std::get_if<CostCommand>(&line.command)) {
    std::cout << cost_report(*setup, command->question);
    return success;
  }
  const SystemClock clock;
  const auto log = observe::make_json_log(clock, observe::write_to(STDERR_FILENO));
  if (const auto* command = std::get_if<AskCommand>(&line.command)) {
    return ask(*setup, command->question, *log);
  }
  if (const auto* command = std::get_if<EvalCommand>(&line.command)) {
    return evaluate(*setup, command->options, *log);
  }
  if (const auto* command = std::get_if<ForgetCommand>(&line.command)) {
    return forget(*setup, command->person, *log);
  }
  if (const auto* command = std::get_if<ExportCommand>(&line.command)) {
    return export_data(*setup, command->person, *log);
  }
  if (const auto* command = std::get_if<LeadsCommand>(&line.command)) {
    return run_leads(*setup, command->options, *log);
  }
  return serve(*setup, *log);
}

/// What a program behind a pipe or a full disk did not get is no success.
int checked(int code) {
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "mta-chat: stdout cannot be written\n";
  return failed;
}

}  // namespace
}  // namespace mta

int main(int argc, char** argv) {
  try {
    const auto parsed = mta::parse_command_line(argc, argv, mta::process_environment());
    if (const auto* exit = std::get_if<mta::UsageExit>(&parsed)) {
      (exit->code == 0 ? std::cout : std::cerr) << exit->text;
      return mta::checked(exit->code);
    }
    return mta::checked(mta::run(std::get<mta::CommandLine>(parsed)));
  } catch (const std::exception& error) {
    std::cerr << "mta-chat: " << error.what() << "\n";
    return 1;
  }
}
