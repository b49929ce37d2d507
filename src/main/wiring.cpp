#include "main/wiring.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "config/formats.h"
#include "http/admin.h"
#include "http/pipeline.h"
#include "main/model_wiring.h"
#include "main/session_secret.h"
#include "storage/memory.h"
#include "storage/sqlite.h"

namespace mta {
namespace {

using config::Config;
using config::Problems;

std::expected<KnowledgeFile, std::string> read_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file) return KnowledgeFile{.path = path.string(), .text = std::move(text)};
  return std::unexpected(path.string() + " cannot be read: " +
                         std::system_category().message(errno != 0 ? errno : EISDIR));
}

std::expected<LoadedKnowledge, Problems> read_knowledge(const config::LoadedConfig& loaded) {
  const std::filesystem::path folder = loaded.config().knowledge.directory;
  Problems problems;
  const auto read = [&](const char* name) {
    auto file = read_file(folder / name);
    if (!file) problems.push_back(loaded.place("knowledge.directory") + ": " + file.error());
    return file.value_or(KnowledgeFile{});
  };
  const KnowledgeFiles files{.products = read("products.csv"),
                             .persona = read("persona.md"),
                             .contact = read("contact.md")};
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return load_knowledge(files);
}

/// Settings that are understood but have nothing behind them yet.
Problems missing_parts(const config::LoadedConfig& loaded) {
  Problems problems;
  if (loaded.config().storage.kind == config::StorageKind::dynamodb) {
    problems.push_back(loaded.place("storage.kind") +
                       ": this version stores in \"sqlite\" or \"memory\" only");
  }
  return problems;
}

std::unique_ptr<ConversationStore> make_store(const Config& config, Application::Memory memory,
                                              const Clock& clock, Log& log) {
  if (memory == Application::Memory::none || config.storage.kind == config::StorageKind::memory) {
    return storage::make_memory_conversations();
  }
  return storage::open_sqlite({.path = config.storage.path}, clock, log);
}

SessionSecrets session_secrets(const Setup& setup, Application::Memory memory, Random& random) {
  const Config::Storage& storage = setup.loaded.config().storage;
  const auto& given = setup.secrets.session_secret;
  const bool kept =
      memory == Application::Memory::configured && storage.kind == config::StorageKind::sqlite;
  std::string secret =
      given  ? *given
      : kept ? keep_session_secret(std::filesystem::path(storage.path).parent_path(), random)
             : new_session_secret(random);
  return {.current = std::move(secret), .previous = setup.secrets.previous_session_secret};
}

RateLimit rate_limit(const Config& config) {
  return {.max = config.rate_limit.max,
          .window = std::chrono::seconds(config.rate_limit.window_seconds)};
}

ChatLimits chat_limits(const Config& config) {
  return {.history_messages = config.chat.history_messages,
          .conversation_days = std::chrono::days(config.chat.conversation_days)};
}

/// Of a text that the settings have checked.
boost::asio::ip::tcp::endpoint endpoint(const std::string& text) {
  return config::parse_endpoint(text).value();  // NOLINT(bugprone-unchecked-optional-access)
}

std::vector<AddressBlock> trusted_proxies(const Config& config) {
  std::vector<AddressBlock> blocks;
  blocks.reserve(config.server.trusted_proxies.size());
  for (const std::string& text : config.server.trusted_proxies) {
    blocks.push_back(AddressBlock::parse(text).value());
  }
  return blocks;
}

}  // namespace

std::expected<Setup, Problems> load_setup(const config::Sources& sources) {
  auto loaded = config::load(sources);
  if (!loaded) return std::unexpected(loaded.error());
  auto secrets = config::load_secrets(sources.environment);
  if (!secrets) return std::unexpected(secrets.error());
  Problems problems = missing_parts(*loaded);
  const Problems foreign = check_foreign_environment(sources.environment);
  problems.insert(problems.end(), foreign.begin(), foreign.end());
  auto knowledge = read_knowledge(*loaded);
  if (!knowledge) {
    problems.insert(problems.end(), knowledge.error().begin(), knowledge.error().end());
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return Setup{.environment = sources.environment,
               .loaded = std::move(*loaded),
               .secrets = std::move(*secrets),
               .knowledge = std::move(*knowledge)};
}

Application::Application(const Setup& setup, Memory memory, Log& log)
    : config_(setup.loaded.config()),
      log_(log),
      knowledge_(setup.knowledge.knowledge),
      index_(knowledge_.products),
      prompts_(knowledge_, index_),
      metrics_(observe::make_prometheus_metrics()),
      store_(make_store(config_, memory, clock_, log)),
      sessions_(std::make_unique<SessionIds>(session_secrets(setup, memory, random_), random_)),
      client_(make_https_client(setup.environment)),
      credentials_(net::make_credential_chain(lookup_in(setup.environment), *client_, clock_)),
      model_(make_model(config_.model, setup.secrets, setup.environment,
                        {.knowledge = knowledge_,
                         .index = index_,
                         .client = *client_,
                         .credentials = *credentials_,
                         .clock = clock_,
                         .random = random_,
                         .metrics = *metrics_,
                         .log = log})),
      chat_(std::make_unique<ChatService>(ChatService::Parts{.prompts = prompts_,
                                                             .sessions = *sessions_,
                                                             .model = *model_,
                                                             .store = *store_,
                                                             .clock = clock_,
                                                             .metrics = *metrics_,
                                                             .log = log},
                                          chat_limits(config_))),
      counter_(storage::make_memory_counter(rate_limit(config_))),
      limiter_(std::make_unique<RateLimiter>(*counter_, *counter_, *metrics_, log)),
      origins_(config_.cors.allowed_origins) {}

http::Handler Application::public_handler(const std::atomic<bool>& ready) {
  const http::PipelineParts parts{.chat = *chat_,
                                  .sessions = *sessions_,
                                  .limiter = *limiter_,
                                  .origins = origins_,
                                  .clock = clock_,
                                  .random = random_,
                                  .metrics = *metrics_,
                                  .log = log_};
  http::PipelineOptions options;
  options.trusted_proxies = trusted_proxies(config_);
  options.chat_rules = {
      .max_message_characters = static_cast<std::size_t>(config_.chat.max_message_characters),
      .allow_system_prompt_override = config_.chat.allow_system_prompt_override};
  options.throttle = std::make_shared<TokenBucket>(
      config_.throttle.burst, config_.throttle.rate_per_second, clock_.steady_now());
  options.ready = [&ready] { return ready.load(); };
  return http::make_pipeline(parts, std::move(options));
}

http::Handler Application::admin_handler() {
  return http::make_admin_handler(random_, log_, [this] { return metrics_->exposition(); });
}

server::ServerOptions public_options(const Config& config) {
  return {.endpoint = endpoint(config.server.listen),
          .threads = config.server.threads,
          .max_connections = static_cast<std::size_t>(config.server.max_connections),
          .timeouts = {}};
}

server::ServerOptions admin_options(const Config& config) {
  constexpr std::size_t most_scrapers = 32;
  return {.endpoint = endpoint(config.server.admin_listen),
          .threads = 1,
          .max_connections = most_scrapers,
          .timeouts = {}};
}

}  // namespace mta
