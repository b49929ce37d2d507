// The Lambda's bootstrap: reads the settings, says what is wrong with them, or answers events.
// Where the function's handler is `canary`, it asks the deployed chat in place of being it; where
// it is `leads`, it delivers leads.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "lambda/canary.h"
#include "lambda/lead_delivery.h"
#include "lambda/runtime.h"
#include "main/delivery_wiring.h"
#include "main/environment.h"
#include "main/model_wiring.h"
#include "main/widget_settings.h"
#include "main/wiring.h"
#include "observe/emf.h"
#include "observe/json_log.h"

namespace mta {
namespace {

namespace asio = boost::asio;

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;

/// Runs a task to its end on this thread.
void run(asio::io_context& context, Task<void> task) {
  context.restart();  // it may have been stopped by a fault
  asio::co_spawn(context, std::move(task), [](const std::exception_ptr& fault) {
    if (fault) std::rethrow_exception(fault);
  });
  context.run();
}

config::Sources lambda_sources(const config::Environment& environment) {
  config::Sources sources;
  sources.environment = environment;
  sources.defaults.model.provider = config::Provider::bedrock;
  sources.defaults.storage.kind = config::StorageKind::dynamodb;
  const auto root = environment.find("LAMBDA_TASK_ROOT");
  if (root != environment.end() && !root->second.empty()) {
    sources.defaults.knowledge.directory = root->second + "/knowledge";
  }
  return sources;
}

/// Every process would make a secret of its own, and no session would go on in another one.
std::expected<Setup, config::Problems> load_lambda_setup(const config::Environment& environment) {
  auto setup = load_setup(lambda_sources(environment));
  auto secrets = config::load_secrets(environment);
  if (secrets && !secrets->session_secret) {
    config::Problems problems = setup ? config::Problems{} : setup.error();
    problems.emplace_back(
        "environment MTA_CHAT_SESSION_SECRET: it is not set; it must have 32 bytes or more, the "
        "same for every instance");
    return std::unexpected(std::move(problems));
  }
  return setup;
}

std::string joined(const config::Problems& problems) {
  std::string text;
  for (const std::string& problem : problems) text += (text.empty() ? "" : "\n") + problem;
  return text;
}

int refuse_to_start(asio::io_context& context, const std::string& api_address,
                    const config::Environment& environment, const Clock& clock, Log& log,
                    std::string type, std::string message) {
  log.write(LogLevel::error, "the function cannot start", {{"cause", std::string_view(message)}});
  const auto client = make_https_client(environment, clock);
  lambda::RuntimeApi api(api_address, *client, log);
  run(context, api.fail_init(std::move(type), std::move(message)));
  return failed;
}

/// Writes what the process has counted and gives back what it has leased of the budget when Lambda
/// ends it.
class GracefulEnd {
 public:
  GracefulEnd(asio::io_context& context, lambda::RuntimeApi& api, Application& application,
              int& code)
      : context_(context), api_(api), application_(application), code_(code), signals_(context) {}

  Task<void> prepare() {
    signals_.add(SIGTERM);
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      asio::co_spawn(context_, application_.close(), [this](const std::exception_ptr&) {
        code_ = success;
        context_.stop();
      });
    });
    std::string identifier = co_await api_.register_extension();
    // Its connection stays open for as long as the process lives.
    if (!identifier.empty()) {
      asio::co_spawn(context_, api_.wait_as_extension(std::move(identifier)), asio::detached);
    }
  }

 private:
  asio::io_context& context_;
  lambda::RuntimeApi& api_;
  Application& application_;
  int& code_;
  asio::signal_set signals_;
};

int answer_events(asio::io_context& context, const std::string& api_address, const Setup& setup,
                  const Clock& clock, Log& log) {
  const config::Config& config = setup.config;
  log_left_out(setup.knowledge, log);
  warn_of_forgotten_spending(setup.config, log);
  const auto metrics =
      observe::make_emf_metrics(clock, config.metrics.name_space, observe::write_to(STDOUT_FILENO));
  Application application(setup, *metrics, log);
  const http::RequestHandler handler =
      application.handler({.deployment = http::Deployment::lambda,
                           .cors_headers = config.lambda.cors == config::LambdaCors::service,
                           .files = {widget_settings(config)}});
  lambda::RuntimeApi api(api_address, application.client(), log);
  const auto mode = config.lambda.response_mode == config::ResponseMode::streaming
                        ? lambda::ResponseMode::streaming
                        : lambda::ResponseMode::buffered;
  int code = failed;  // where Lambda stops answering
  GracefulEnd graceful_end(context, api, application, code);
  const lambda::RuntimeParts parts{.api = api,
                                   .handler = handler,
                                   .clock = clock,
                                   .log = log,
                                   .before_answer = [&] { metrics->flush(); },
                                   .on_cold_start = [&] { metrics->count_cold_start(); }};
  const auto answer_all = [&]() -> Task<void> {
    if (config.is_capped()) co_await graceful_end.prepare();
    co_await lambda::run_runtime(parts, mode);
  };
  asio::co_spawn(context, answer_all(), [&context](const std::exception_ptr& fault) {
    context.stop();
    if (fault) std::rethrow_exception(fault);
  });
  context.run();
  return code;
}

/// The canary has no model, no store and no secret of its own.
std::expected<config::LoadedConfig, config::Problems> load_canary_config(
    const config::Environment& environment) {
  config::Sources sources;
  sources.environment = environment;
  sources.defaults.storage.kind = config::StorageKind::memory;
  auto loaded = config::load(sources);
  if (loaded && loaded->config().lambda.canary_endpoint.empty()) {
    return std::unexpected(config::Problems{
        "environment MTA_CHAT_LAMBDA_CANARY_ENDPOINT: it is not set; it must be the URL of the "
        "chat, which the canary asks"});
  }
  return loaded;
}

int run_canary_function(asio::io_context& context, const std::string& api_address,
                        const config::Environment& environment, const Clock& clock, Log& log) {
  const auto loaded = load_canary_config(environment);
  if (!loaded) {
    return refuse_to_start(context, api_address, environment, clock, log,
                           "Runtime.InvalidConfiguration", joined(loaded.error()));
  }
  const auto metrics = observe::make_emf_metrics(clock, loaded->config().metrics.name_space,
                                                 observe::write_to(STDOUT_FILENO));
  const auto client = make_https_client(environment, clock);
  lambda::RuntimeApi api(api_address, *client, log);
  SystemRandom random;
  const auto record = [&](bool failed) {
    metrics->record_canary(failed);
    metrics->flush();
  };
  run(context,
      lambda::run_canary({.api = api,
                          .client = *client,
                          .clock = clock,
                          .random = random,
                          .log = log,
                          .record = record},
                         parse_url(loaded->config().lambda.canary_endpoint).value_or(Url{})));
  return failed;  // Lambda has stopped answering
}

/// The function that delivers leads has no model, no conversations and no sessions.
std::expected<Setup, config::Problems> load_delivery_setup(const config::Environment& environment) {
  config::Sources sources;
  sources.environment = environment;
  sources.defaults.storage.kind = config::StorageKind::memory;
  const auto loaded = config::load(sources);
  if (!loaded) return std::unexpected(loaded.error());
  const auto secrets = config::load_secrets(environment);
  if (!secrets) return std::unexpected(secrets.error());
  const config::Config& config = loaded->config();
  config::Problems problems;
  if (config.storage.leads_table.empty()) {
    problems.emplace_back(
        "environment MTA_CHAT_STORAGE_LEADS_TABLE: it is not set; it must be the table of the "
        "leads that are delivered");
  }
  if (!config.leads.enabled ||
      (config.leads.webhook_url.empty() && config.leads.sns_topic.empty())) {
    problems.emplace_back(
        "environment MTA_CHAT_LEADS_ENABLED: leads are off, or nobody is told of them: "
        "MTA_CHAT_LEADS_WEBHOOK_URL and MTA_CHAT_LEADS_SNS_TOPIC are not set");
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Setup{.environment = environment,
               .config = config,
               .secrets = *secrets,
               .knowledge = {},
               .consent = {}};
}

int run_delivery_function(asio::io_context& context, const std::string& api_address,
                          const config::Environment& environment, const Clock& clock, Log& log) {
  const auto setup = load_delivery_setup(environment);
  if (!setup) {
    return refuse_to_start(context, api_address, environment, clock, log,
                           "Runtime.InvalidConfiguration", joined(setup.error()));
  }
  SystemRandom random;
  const auto metrics = observe::make_emf_metrics(clock, setup->config.metrics.name_space,
                                                 observe::write_to(STDOUT_FILENO));
  const auto client = make_https_client(environment, clock);
  const auto credentials = net::make_credential_chain(lookup_in(environment), *client, clock);
  const auto store = storage::make_dynamodb_leads(dynamodb_options(setup->config, environment),
                                                  {.client = *client,
                                                   .credentials = *credentials,
                                                   .clock = clock,
                                                   .random = random,
                                                   .metrics = *metrics});
  const LeadReceivers receivers =
      make_lead_receivers(setup->config, setup->secrets, environment, *client, *credentials, clock);
  delivery::Worker worker({.store = *store,
                           .webhook = receivers.webhook.get(),
                           .topic = receivers.topic.get(),
                           .clock = clock,
                           .random = random,
                           .metrics = *metrics,
                           .log = log});
  lambda::RuntimeApi api(api_address, *client, log);
  run(context, lambda::run_lead_delivery(
                   {.api = api, .worker = worker, .clock = clock, .log = log, .before_answer = [&] {
                      metrics->flush();
                    }}));
  return failed;  // Lambda has stopped answering
}

/// What the function is, by its handler's name.
std::string_view handler_of(const config::Environment& environment) {
  const auto handler = environment.find("_HANDLER");
  return handler == environment.end() ? std::string_view() : std::string_view(handler->second);
}

int run_function() {
  const config::Environment environment = process_environment();
  const auto api_address = environment.find("AWS_LAMBDA_RUNTIME_API");
  if (api_address == environment.end() || api_address->second.empty()) {
    std::cerr << "bootstrap: AWS_LAMBDA_RUNTIME_API is not set; this program is started by AWS "
                 "Lambda (the self-hosted server is mta-chat)\n";
    return wrong_usage;
  }
  const SystemClock clock;
  const auto log = observe::make_json_log(clock, observe::write_to(STDOUT_FILENO));
  asio::io_context context{1};
  const std::string_view handler = handler_of(environment);
  if (handler == "canary") {
    return run_canary_function(context, api_address->second, environment, clock, *log);
  }
  if (handler == "leads") {
    return run_delivery_function(context, api_address->second, environment, clock, *log);
  }
  const auto setup = load_lambda_setup(environment);
  if (!setup) {
    return refuse_to_start(context, api_address->second, environment, clock, *log,
                           "Runtime.InvalidConfiguration", joined(setup.error()));
  }
  try {
    return answer_events(context, api_address->second, *setup, clock, *log);
  } catch (const std::exception& error) {
    return refuse_to_start(context, api_address->second, environment, clock, *log,
                           "Runtime.StartFailed", error.what());
  }
}

}  // namespace
}  // namespace mta

int main() {
  try {
    return mta::run_function();
  } catch (const std::exception& error) {
    std::cerr << "bootstrap: " << error.what() << "\n";
    return 1;
  }
}
