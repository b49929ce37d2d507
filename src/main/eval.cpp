#include "main/eval.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <iterator>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/file.h"
#include "chat/whole_reply.h"
#include "eval/judge.h"
#include "eval/question_file.h"
#include "eval/report.h"
#include "observe/prometheus.h"

namespace mta {
namespace {

namespace asio = boost::asio;

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;

bool asks_a_model(const config::Config& config) {
  return config.model.provider != config::Provider::catalogue;
}

/// No store of the operator's is touched, no answer is given twice, and the caps hold for the run.
config::Config config_of_run(config::Config config) {
  const config::Config::Budget caps = config.budget;
  config.storage = {};
  config = without_stores(std::move(config));
  config.budget = caps;
  config.chat.answer_cache_seconds = 0;
  return config;
}

/// Asks the questions, several conversations at once: a model takes its time.
class Interview {
 public:
  Interview(Application& application, const std::vector<eval::Question>& questions)
      : application_(application), questions_(questions), results_(questions.size()) {}

  std::vector<eval::Verdict> run() {
    constexpr int conversations_at_once = 4;
    asio::io_context context;
    for (int i = 0; i < conversations_at_once; ++i) {
      asio::co_spawn(context, ask_all(), [](const std::exception_ptr& fault) {
        if (fault) std::rethrow_exception(fault);
      });
    }
    context.run();
    return std::move(results_);
  }

 private:
  Task<void> ask_all() {
    while (next_ < questions_.size()) {
      const std::size_t at = next_++;
      results_[at].answers = co_await ask(questions_[at]);
    }
  }

  /// Each question is a visitor's, with a conversation of his own.
  Task<std::vector<eval::Answer>> ask(const eval::Question& question) {
    const Visitor visitor = application_.sessions().identify(question.id);
    std::optional<std::string> session_id;
    std::vector<eval::Answer> answers;
    for (const std::string& turn : question.turns) {
      ChatRequest request{.message = turn,
                          .session_id = session_id,
                          .client_history = {},
                          .persona_override = {},
                          .visitor = visitor,
                          .limits = {}};
      Session session = application_.chat().open(request);
      session_id = session.id;
      WholeReply reply;
      co_await application_.chat().answer(std::move(request), std::move(session), reply);
      answers.push_back(answer_of(std::move(reply)));
      if (!answers.back().error.empty()) break;
    }
    co_return answers;
  }

  static eval::Answer answer_of(WholeReply reply) {
    eval::Answer answer{.text = std::move(reply.text),
                        .model = reply.completion.model,
                        .fallback = reply.completion.fallback,
                        .corrected = reply.completion.corrections.any(),
                        .usage = reply.completion.usage.value_or(Usage{})};
    if (const auto& error = reply.completion.error) {
      answer.error = error->message + (error->detail.empty() ? "" : " (" + error->detail + ")");
    }
    return answer;
  }

  Application& application_;
  const std::vector<eval::Question>& questions_;
  std::vector<eval::Verdict> results_;
  std::size_t next_ = 0;
};

std::vector<eval::Verdict> results_with(const Setup& setup,
                                        const std::vector<eval::Question>& questions, Log& log) {
  const auto metrics = observe::make_prometheus_metrics();
  Application application(setup, *metrics, log);
  std::vector<eval::Verdict> results = Interview(application, questions).run();
  const eval::DeviceList devices(setup.knowledge.knowledge);
  for (std::size_t i = 0; i < results.size(); ++i) {
    results[i].faults = faults(questions[i], results[i].answers, devices);
  }
  return results;
}

/// Error: why it cannot be read.
std::expected<eval::QuestionFile, std::string> read(const std::string& name) {
  if (name == "-") {
    const std::istreambuf_iterator<char> begin(std::cin);
    return eval::QuestionFile{.name = "stdin", .text = std::string(begin, {})};
  }
  auto text = read_file(name);
  if (text) return eval::QuestionFile{.name = name, .text = std::move(*text)};
  return std::unexpected(name + " cannot be read: " + text.error().message());
}

/// Error: every problem of every file.
std::expected<std::vector<eval::Question>, std::vector<std::string>> questions_of(
    const Setup& setup, const std::vector<std::string>& names) {
  std::vector<eval::QuestionFile> files;
  std::vector<std::string> problems;
  for (const std::string& name : names) {
    auto file = read(name);
    if (file) {
      files.push_back(std::move(*file));
    } else {
      problems.push_back(file.error());
    }
  }
  const eval::DeviceList devices(setup.knowledge.knowledge);
  auto questions = read_questions(files, devices,
                                  {.max_message_characters = static_cast<std::size_t>(
                                       setup.config.chat.max_message_characters)});
  if (!questions) {
    problems.insert(problems.end(), questions.error().begin(), questions.error().end());
  }
  if (problems.empty()) return questions;
  return std::unexpected(std::move(problems));
}

/// Before the first call.
void announce_calls(const config::Config& config, const std::vector<eval::Question>& questions) {
  std::size_t turns = 0;
  for (const eval::Question& question : questions) turns += question.turns.size();
  std::cerr
      << "mta-chat eval: at most " << turns << " calls of the model \"" << config.model.id
      << "\", which cost money; retries come on top.\n"
      << (config.is_capped()
              ? "The run stops calling where it has spent the cap of the settings' [budget] by "
                "itself; the server's own count knows nothing of it.\n"
              : "No cap is set (budget.max_usd_per_day).\n");
}

void tell_cost(const eval::Run& run) {
  constexpr double micro = 1e-6;
  const eval::Spent spent = spent_on(run);
  std::cerr << "mta-chat eval: " << spent.calls << " answers of the model, "
            << spent.usage.input_tokens << " tokens sent, " << spent.usage.output_tokens
            << " received, " << static_cast<double>(spent.usage.cost_micro_usd) * micro << " USD\n";
}

int print(const EvalOptions& options, const auto& report, const eval::Run& run) {
  std::cout << (options.json ? json_report(report) : text_report(report));
  return count_right(run) == run.results.size() ? success : failed;
}

int compare(Setup setup, const EvalOptions& options, const std::vector<eval::Question>& questions,
            Log& log) {
  if (asks_a_model(setup.config)) {
    std::cerr << "mta-chat eval: --against compares what the catalogue answers; the model is not "
                 "asked, since it words every answer anew.\n";
    setup.config.model = {};
  }
  Setup other = setup;
  auto knowledge = read_knowledge_folder(*options.against, "--against");
  if (!knowledge) {
    for (const std::string& problem : knowledge.error()) std::cerr << problem << "\n";
    return wrong_usage;
  }
  for (const std::string& warning : knowledge->warnings) std::cerr << warning << "\n";
  other.knowledge = std::move(*knowledge);
  const auto results = results_with(setup, questions, log);
  const auto others = results_with(other, questions, log);
  const eval::Run run{.questions = questions, .results = results, .model = "catalogue"};
  const eval::Comparison comparison{.run = run,
                                    .others = others,
                                    .folder = setup.config.knowledge.directory,
                                    .other_folder = *options.against};
  if (!options.json) std::cout << text_report(comparison) << "\n";
  return options.json ? print(options, comparison, run) : print(options, run, run);
}

}  // namespace

int evaluate(const Setup& given, const EvalOptions& options, Log& log) {
  const auto questions = questions_of(given, options.files);
  if (!questions) {
    for (const std::string& problem : questions.error()) std::cerr << problem << "\n";
    return wrong_usage;
  }
  Setup setup = given;
  setup.config = config_of_run(std::move(setup.config));
  if (options.against) return compare(std::move(setup), options, *questions, log);
  const bool costs = asks_a_model(setup.config);
  if (costs) announce_calls(setup.config, *questions);
  const auto results = results_with(setup, *questions, log);
  const eval::Run run{.questions = *questions,
                      .results = results,
                      .model = costs ? setup.config.model.id : "catalogue"};
  if (costs) tell_cost(run);
  return print(options, run, run);
}

}  // namespace mta
