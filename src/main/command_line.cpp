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
  mta-chat leads list --config config/local.toml
  mta-chat leads export --csv > leads.csv
  mta-chat knowledge publish ~/new-prices
  mta-chat backup /var/backups/mta-chat.db
  mta-chat forget --phone "+966 55 000 0000"

Commands:
  serve           serve the chat over HTTP
  ask QUESTION    print one answer; nothing is remembered, counted or limited
  check-config    report every problem of the settings and the knowledge files
  check-knowledge report what is wrong in the files of the knowledge folder
  cost            print what a month of model calls costs
  eval FILE...    ask the questions of files and tell which answers are right (docs/eval.md)
  knowledge       list, compare, publish or take back versions of the knowledge (docs/knowledge.md)
  reload          have the running server read its knowledge folder anew
  backup FILE     copy the SQLite file while the server runs, and check the copy
  restore FILE    put such a copy in its place; the server must not run
  leads           list, show or export leads, or have one delivered again
  export          print what is kept of somebody, as JSON (docs/privacy.md)
  forget          erase what is kept of somebody
  settings        print every setting with its default and what it may be
  version         print the version

Options of cost:
  --requests-per-day N      how many messages come in, all visitors together
  --answer-tokens N         what an answer has, reasoning included (250)

Options of eval (FILE is JSON lines, - is stdin):
  --against FOLDER          another knowledge folder: show the catalogue's answers that differ
  --json                    print one JSON document

Forms of leads:
  leads list [--most N]     the newest N (50), one a line
  leads show ID             all that is kept of one, as JSON
  leads export [--csv]      all of them: a JSON object a line, or CSV for spreadsheets
  leads replay ID           deliver it again, or now where it waits

Forms of knowledge:
  knowledge list            versions with their time and digest
  knowledge diff [A] [B]    rows that differ; a number, "current" or a folder each (the version
                            before, and current)
  knowledge publish [DIR]   check the files of a folder (knowledge.directory) and answer from them
  knowledge rollback [N]    answer from version N (the one before)

Options of export and forget, one of:
  --conversation PUBLIC_ID  a conversation, as the log names it
  --session ISSUED_ID       the conversation of a session id that was issued here
  --phone NUMBER            with + and the country's code, or with --country SA
  --email ADDRESS
  --lead ID                 a lead, with the conversation that it came from

Options of all but settings and version:
  --config FILE             read settings from a TOML file
  --listen ADDRESS:PORT     the same as --set server.listen=ADDRESS:PORT
  --model-url URL           answer with the OpenAI-compatible endpoint at URL
  --set SECTION.KEY=VALUE   one setting; list items are separated by commas
  --help                    print this help

Settings: flags win over the environment (MTA_CHAT_SECTION_KEY), which wins over the file.
Secrets come from the environment alone: MTA_CHAT_SESSION_SECRET, MTA_CHAT_MODEL_API_KEY,
MTA_CHAT_LEADS_WEBHOOK_SECRET, or the files named in MTA_CHAT_SESSION_SECRET_FILE and so on.

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
  Person person;
  LeadsOptions leads;
  KnowledgeOptions knowledge;
  std::string file;

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

/// Exactly one of what names somebody.
void add_person(CLI::App& command, Person& person) {
  const auto add = [&](CLI::App& group, const std::string& name, Person::By by) {
    group.add_option_function<std::string>(name, [&person, by](const std::string& text) {
      person.by = by;
      person.text = text;
    });
  };
  CLI::App& group = *command.add_option_group("person");
  add(group, "--conversation", Person::By::conversation);
  add(group, "--session", Person::By::session);
  add(group, "--phone", Person::By::phone);
  add(group, "--email", Person::By::email);
  add(group, "--lead", Person::By::lead);
  group.require_option(1);
  command.add_option("--country", person.country);
}

/// The action is the subcommand that was given.
void add_leads_actions(CLI::App& leads, LeadsOptions& options) {
  constexpr int most_listed = 1'000'000;
  const auto add = [&](const std::string& name, LeadsOptions::Action action) {
    CLI::App* const command = leads.add_subcommand(name);
    command->fallthrough();  // --config behind it is that of `leads`
    command->callback([&options, action] { options.action = action; });
    return command;
  };
  add("list", LeadsOptions::Action::list)
      ->add_option("--most", options.most)
      ->check(CLI::Range(1, most_listed));
  add("show", LeadsOptions::Action::show)->add_option("id", options.id)->required();
  add("export", LeadsOptions::Action::export_all)->add_flag("--csv", options.csv);
  add("replay", LeadsOptions::Action::replay)->add_option("id", options.id)->required();
  leads.require_subcommand(1);
}

void add_knowledge_actions(CLI::App& knowledge, KnowledgeOptions& options) {
  constexpr int most_versions = 1'000'000'000;
  const auto add = [&](const std::string& name, KnowledgeOptions::Action action) {
    CLI::App* const command = knowledge.add_subcommand(name);
    command->fallthrough();
    command->callback([&options, action] { options.action = action; });
    return command;
  };
  add("list", KnowledgeOptions::Action::list);
  add("diff", KnowledgeOptions::Action::diff)->add_option("sides", options.sides)->expected(0, 2);
  add("publish", KnowledgeOptions::Action::publish)->add_option("folder", options.folder);
  add("rollback", KnowledgeOptions::Action::rollback)
      ->add_option("version", options.version)
      ->check(CLI::Range(1, most_versions));
  knowledge.require_subcommand(1);
}

}  // namespace

std::variant<CommandLine, UsageExit> parse_command_line(int argc, const char* const* argv,
                                                        config::Environment environment) {
  CLI::App app;
  Options options;
  CLI::App* serve = app.add_subcommand("serve");
  CLI::App* ask = app.add_subcommand("ask");
  CLI::App* check = app.add_subcommand("check-config");
  CLI::App* check_knowledge = app.add_subcommand("check-knowledge");
  CLI::App* knowledge = app.add_subcommand("knowledge");
  CLI::App* reload = app.add_subcommand("reload");
  CLI::App* backup = app.add_subcommand("backup");
  CLI::App* restore = app.add_subcommand("restore");
  CLI::App* cost = app.add_subcommand("cost");
  CLI::App* eval = app.add_subcommand("eval");
  CLI::App* settings = app.add_subcommand("settings");
  CLI::App* version = app.add_subcommand("version");
  CLI::App* forget = app.add_subcommand("forget");
  CLI::App* export_data = app.add_subcommand("export");
  CLI::App* leads = app.add_subcommand("leads");
  for (CLI::App* command : {serve, ask, cost, eval, forget, export_data, leads, check,
                            check_knowledge, knowledge, reload, backup, restore}) {
    options.add_to(*command);
  }
  for (CLI::App* command : {forget, export_data}) add_person(*command, options.person);
  add_leads_actions(*leads, options.leads);
  add_knowledge_actions(*knowledge, options.knowledge);
  for (CLI::App* command : {backup, restore}) {
    command->add_option("file", options.file)->required();
  }
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
  if (&command == forget) line.command = ForgetCommand{options.person};
  if (&command == export_data) line.command = ExportCommand{options.person};
  if (&command == leads) line.command = LeadsCommand{options.leads};
  if (&command == check) line.command = CheckConfigCommand{};
  if (&command == check_knowledge) line.command = CheckKnowledgeCommand{};
  if (&command == knowledge) line.command = KnowledgeCommand{options.knowledge};
  if (&command == reload) line.command = ReloadCommand{};
  if (&command == backup) line.command = BackupCommand{options.file};
  if (&command == restore) line.command = RestoreCommand{options.file};
  return line;
}

}  // namespace mta
