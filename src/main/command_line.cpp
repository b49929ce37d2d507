#include "main/command_line.h"

#include <vector>

#include <CLI/CLI.hpp>

namespace mta {
namespace {

constexpr int most_requests_per_day = 10'000'000;
constexpr int most_answer_tokens = 131'072;

constexpr const char* help_text = R"(Examples:
  mta-chat serve
  mta-chat serve --config config/local.toml --listen 127.0.0.1:8080
  mta-chat serve --config config/prod.toml --set server.threads=2
  mta-chat ask "How much is the 7D HIFU machine?"
  mta-chat check-config --config config/prod.toml
  mta-chat check-knowledge
  mta-chat cost --requests-per-day 1000
  mta-chat eval questions.jsonl --config config/prod.toml

Commands:
  serve           serve the chat over HTTP
  ask QUESTION    print one answer; nothing is remembered, counted or limited
  check-config    report every problem of the settings and the knowledge files
  check-knowledge report what is wrong in the files of the knowledge folder
  cost            print what a month of model calls costs
  eval FILE...    ask the questions of files and tell which answers are right (docs/eval.md)
  settings        print every setting with its default and what it may be
  version         print the version

Options of cost:
  --requests-per-day N      how many messages come in, all visitors together
  --answer-tokens N         what an answer has, reasoning included (250)

Options of eval (FILE is JSON lines, - is stdin):
  --against FOLDER          another knowledge folder: show the catalogue's answers that differ
  --json                    print one JSON document

Options of serve, ask, cost, eval, check-config and check-knowledge:
  --config FILE             read settings from a TOML file
  --listen ADDRESS:PORT     the same as --set server.listen=ADDRESS:PORT
  --model-url URL           answer with the OpenAI-compatible endpoint at URL
  --set SECTION.KEY=VALUE   one setting; list items are separated by commas
  --help                    print this help

Settings: flags win over the environment (MTA_CHAT_SECTION_KEY), which wins over the file.
Secrets come from the environment alone: MTA_CHAT_SESSION_SECRET, MTA_CHAT_MODEL_API_KEY, or the
files named in MTA_CHAT_SESSION_SECRET_FILE, MTA_CHAT_MODEL_API_KEY_FILE.

Exit codes: 0 success, 1 failed (eval: an answer is wrong), 2 wrong usage, configuration or file.
)";

UsageExit wrong_usage(const std::string& what) {
  return {.code = 2, .text = "mta-chat: " + what + "\n\n" + help_text};
}

struct Options {
  std::string config;
  std::string listen;
  std::string model_url;
  std::vector<std::string> set;
  std::string question;
  CostQuestion cost;
  EvalOptions eval;

  void add_to(CLI::App& command) {
    command.add_option("--config", config);
    command.add_option("--listen", listen);
    command.add_option("--model-url", model_url);
    command.add_option("--set", set)->allow_extra_args(false)->type_size(1);
  }
};

/// The short flags stand for settings; --set wins over them.
std::variant<config::Sources, UsageExit> sources_of(const Options& options, const CLI::App& command,
                                                    config::Environment environment) {
  config::Sources sources;
  sources.environment = std::move(environment);
  if (command.count("--config") > 0) sources.file = options.config;
  if (command.count("--listen") > 0) sources.flags.emplace_back("server.listen", options.listen);
  if (command.count("--model-url") > 0) {
    sources.flags.emplace_back("model.base_url", options.model_url);
    sources.flags.emplace_back("model.provider", "openai");
  }
  for (const std::string& assignment : options.set) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos) {
      return wrong_usage("--set needs SECTION.KEY=VALUE; \"" + assignment + "\" has no '='");
    }
    sources.flags.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  return sources;
}

}  // namespace

std::variant<CommandLine, UsageExit> parse_command_line(int argc, const char* const* argv,
                                                        config::Environment environment) {
  CLI::App app;
  Options options;
  CLI::App* serve = app.add_subcommand("serve");
  CLI::App* ask = app.add_subcommand("ask");
  CLI::App* check = app.add_subcommand("check-config");
  CLI::App* knowledge = app.add_subcommand("check-knowledge");
  CLI::App* cost = app.add_subcommand("cost");
  CLI::App* eval = app.add_subcommand("eval");
  CLI::App* settings = app.add_subcommand("settings");
  CLI::App* version = app.add_subcommand("version");
  for (CLI::App* command : {serve, ask, cost, eval, check, knowledge}) options.add_to(*command);
  ask->add_option("question", options.question)->required();
  cost->add_option("--requests-per-day", options.cost.requests_per_day)
      ->required()
      ->check(CLI::Range(1, most_requests_per_day));
  cost->add_option("--answer-tokens", options.cost.answer_tokens)
      ->check(CLI::Range(1, most_answer_tokens));
  eval->add_option("files", options.eval.files)->required();
  eval->add_option("--against", options.eval.against);
  eval->add_flag("--json", options.eval.json);
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return UsageExit{.code = 0, .text = help_text};
  } catch (const CLI::ParseError& error) {
    return wrong_usage(error.what());
  }
  const CLI::App& command = *app.get_subcommands().front();
  if (&command == version) return CommandLine{.command = VersionCommand{}, .sources = {}};
  if (&command == settings) return CommandLine{.command = SettingsCommand{}, .sources = {}};
  auto sources = sources_of(options, command, std::move(environment));
  if (auto* usage = std::get_if<UsageExit>(&sources)) return std::move(*usage);
  CommandLine line{.command = ServeCommand{}, .sources = std::get<config::Sources>(sources)};
  if (&command == ask) line.command = AskCommand{options.question};
  if (&command == cost) line.command = CostCommand{options.cost};
  if (&command == eval) line.command = EvalCommand{options.eval};
  if (&command == check) line.command = CheckConfigCommand{};
  if (&command == knowledge) line.command = CheckKnowledgeCommand{};
  return line;
}

}  // namespace mta
