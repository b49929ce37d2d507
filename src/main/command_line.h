#pragma once

#include <string>
#include <variant>

#include "config/load.h"
#include "main/cost.h"
#include "main/eval.h"
#include "main/knowledge.h"
#include "main/leads.h"
#include "main/privacy.h"

namespace mta {

struct ServeCommand {};
struct AskCommand {
  std::string question;
};
struct CostCommand {
  CostQuestion question;
};
struct EvalCommand {
  EvalOptions options;
};
struct ForgetCommand {
  Person person;
};
struct ExportCommand {
  Person person;
};
struct LeadsCommand {
  LeadsOptions options;
};
struct KnowledgeCommand {
  KnowledgeOptions options;
};
struct ReloadCommand {};
struct BackupCommand {
  std::string file;
};
struct RestoreCommand {
  std::string file;
};
struct CheckConfigCommand {};
struct CheckKnowledgeCommand {};
struct SettingsCommand {};
struct VersionCommand {};

struct CommandLine {
  std::variant<ServeCommand, AskCommand, CostCommand, EvalCommand, ForgetCommand, ExportCommand,
               LeadsCommand, KnowledgeCommand, ReloadCommand, BackupCommand, RestoreCommand,
               CheckConfigCommand, CheckKnowledgeCommand, SettingsCommand, VersionCommand>
      command;
  config::Sources sources;
};

/// There is nothing to run: help was asked for (exit 0, text for stdout) or the usage is wrong
/// (exit 2, text for stderr).
struct UsageExit {
  int code;
  std::string text;
};

std::variant<CommandLine, UsageExit> parse_command_line(int argc, const char* const* argv,
                                                        config::Environment environment);

}  // namespace mta
