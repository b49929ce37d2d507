#include "main/wiring.h"

#include <algorithm>
#include <cmath>

#include "base/url.h"
#include "chat/lead_dialogue.h"
#include "delivery/watched_store.h"
#include "main/model_wiring.h"
#include "main/session_secret.h"
#include "protocols/native/leads.h"
#include "protocols/native/protocol.h"
#include "storage/dynamodb.h"
#include "storage/memory.h"
#include "storage/sqlite.h"

namespace mta {
namespace {

using config::Config;

/// A visitor waits for them.
constexpr storage::KnowledgeTimes knowledge_times{.look = std::chrono::milliseconds(500),
                                                  .request = std::chrono::seconds(1)};
constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;

storage::StorageLimits storage_limits(const Config::Storage& settings) {
  return {.visitor_bytes_per_day = settings.visitor_kib_per_day * kib,
          .total_bytes = settings.max_mib * mib};
}

bool is_on_file(const Config::Storage& settings) {
  return settings.kind == config::StorageKind::sqlite;
}

/// Nothing: the store is no file.
std::optional<std::filesystem::path> make_store_folder(const Config::Storage& settings) {
  if (!is_on_file(settings)) return std::nullopt;
  return storage::make_folder_of(settings.path);
}

/// Null: the store is no file.
std::unique_ptr<storage::StorageRoom> make_room(const Config::Storage& settings, Metrics& metrics,
                                                Log& log) {
  if (!is_on_file(settings)) return nullptr;
  const auto least = static_cast<std::uint64_t>(settings.min_free_mib * mib);
  return std::make_unique<storage::StorageRoom>(
      least, [path = settings.path] { return storage::free_bytes_beside(path); }, metrics, log);
}

std::unique_ptr<ConversationStore> make_store(const Config::Storage& settings,
                                              const DynamoDb& dynamodb, storage::StorageRoom* room,
                                              const Clock& clock, Log& log) {
  switch (settings.kind) {
    case config::StorageKind::sqlite:
      return storage::open_sqlite(
          {.path = settings.path, .limits = storage_limits(settings), .room = room}, clock, log);
    case config::StorageKind::dynamodb:
      return storage::make_dynamodb_conversations(dynamodb.options, dynamodb.parts);
    case config::StorageKind::memory:
      return storage::make_memory_conversations(clock, storage_limits(settings));
  }
  return nullptr;
}

SpendingCaps spending_caps(const Config& config) {
  constexpr double micro_usd = 1e6;
  if (!config.is_capped()) return {};
  // Not even the smallest cap becomes none.
  const auto cap = [](double usd) -> MicroUsd {
    return usd > 0 ? std::max(1LL, std::llround(usd * micro_usd)) : 0;
  };
  return {.per_day = cap(config.budget.max_usd_per_day),
          .per_month = cap(config.budget.max_usd_per_month)};
}

std::unique_ptr<Ledger> make_ledger(const Config& config, const DynamoDb& dynamodb) {
  if (!config.is_capped()) return storage::make_memory_ledger();
  switch (config.storage.kind) {
    case config::StorageKind::sqlite:
      return storage::open_sqlite_ledger(config.storage.path);
    case config::StorageKind::dynamodb:
      return storage::make_dynamodb_ledger(dynamodb.options, dynamodb.parts);
    case config::StorageKind::memory:
      return storage::make_memory_ledger();
  }
  return nullptr;
}

SpendBudget::Leasing leasing(const Config& config) {
  return config.storage.kind == config::StorageKind::dynamodb ? SpendBudget::Leasing::leased
                                                              : SpendBudget::Leasing::exact;
}

std::unique_ptr<KeyedAnswers> make_keyed_answers(const Config& config, const DynamoDb& dynamodb) {
  constexpr std::chrono::seconds beside_the_model{10};
  const auto model = std::chrono::ceil<std::chrono::seconds>(
      std::chrono::milliseconds(config.model.total_timeout_ms));
  const KeyedAnswerTimes times{.claimed = model + beside_the_model};
  return config.storage.kind == config::StorageKind::dynamodb
             ? storage::make_dynamodb_keyed_answers(dynamodb.options, times, dynamodb.parts)
             : storage::make_memory_keyed_answers(times);
}

/// Null: the visitors are counted in this process alone.
std::unique_ptr<VisitorCounter> make_shared_counter(const Config& config, const DynamoDb& dynamodb,
                                                    RateLimit limit) {
  if (config.storage.kind != config::StorageKind::dynamodb) return nullptr;
  return storage::make_dynamodb_counter(dynamodb.options, limit, dynamodb.parts);
}

/// A secret that was not given is kept in `folder`; nothing: it is forgotten with the process.
SessionSecrets session_secrets(const config::Secrets& secrets,
                               const std::optional<std::filesystem::path>& folder, Random& random) {
  std::string secret = secrets.session_secret ? *secrets.session_secret
                       : folder               ? keep_session_secret(*folder, random)
                                              : new_session_secret(random);
  return {.current = std::move(secret), .previous = secrets.previous_session_secret};
}

RateLimit rate_limit(const Config& config) {
  return {.max = config.rate_limit.max,
          .window = std::chrono::seconds(config.rate_limit.window_seconds)};
}

/// A repeat costs no model call, but work: of those a visitor has so many times his questions.
RateLimit repeat_limit(const Config& config) {
  constexpr int repeats_for_a_question = 10;
  RateLimit limit = rate_limit(config);
  limit.max *= repeats_for_a_question;
  return limit;
}

RateLimit lead_limit(const Config& config) {
  return {.max = config.leads.max_per_visitor_per_hour, .window = std::chrono::hours(1)};
}

/// Null: there is no place for leads. Those of before are kept where leads are off now: they can be
/// listed and erased.
std::unique_ptr<leads::LeadStore> make_lead_store(const Config::Storage& settings,
                                                  const DynamoDb& dynamodb, const Clock& clock,
                                                  Random& random, Log& log) {
  switch (settings.kind) {
    case config::StorageKind::sqlite:
      return storage::open_sqlite_leads({.path = settings.path}, clock, random, log);
    case config::StorageKind::dynamodb:
      return settings.leads_table.empty()
                 ? nullptr
                 : storage::make_dynamodb_leads(dynamodb.options, dynamodb.parts);
    case config::StorageKind::memory:
      return storage::make_memory_leads(random);
  }
  return nullptr;
}

/// Null: there is no place for drafts.
std::unique_ptr<leads::DraftStore> make_draft_store(const Config::Storage& settings,
                                                    const DynamoDb& dynamodb, const Clock& clock,
                                                    Log& log) {
  switch (settings.kind) {
    case config::StorageKind::sqlite:
      return storage::open_sqlite_drafts({.path = settings.path}, clock, log);
    case config::StorageKind::dynamodb:
      return settings.leads_table.empty()
                 ? nullptr
                 : storage::make_dynamodb_drafts(dynamodb.options, dynamodb.parts);
    case config::StorageKind::memory:
      return storage::make_memory_drafts(clock);
  }
  return nullptr;
}

protocols::ChatRules chat_rules(const Config& config) {
  return {.max_message_characters = static_cast<std::size_t>(config.chat.max_message_characters),
          .allow_system_prompt_override = config.chat.allow_system_prompt_override};
}

ChatLimits chat_limits(const Config& config) {
  return {.history_messages = config.chat.history_messages,
          .conversation_days = std::chrono::days(config.chat.conversation_days)};
}

}  // namespace

storage::DynamoDbOptions dynamodb_options(const Config& config,
                                          const config::Environment& variables) {
  const Config::Storage& storage = config.storage;
  const net::EnvironmentLookup environment = lookup_in(variables);
  const std::string region = environment("AWS_REGION");
  const std::string endpoint = environment("AWS_ENDPOINT_URL_DYNAMODB");
  return {
      .endpoint =
          parse_url(endpoint.empty() ? aws_endpoint("dynamodb", region) : endpoint).value_or(Url{}),
      .region = region,
      .ratelimit_table = storage.ratelimit_table,
      .conversations_table = storage.conversations_table,
      .ledger_table = storage.ledger_table,
      .leads_table = storage.leads_table,
      .knowledge_table = storage.knowledge_table};
}

Application::Application(const Setup& setup, Metrics& metrics, Log& log)
    : config_(setup.config),
      metrics_(metrics),
      log_(log),
      client_(make_https_client(setup.environment, clock_)),
      credentials_(net::make_credential_chain(lookup_in(setup.environment), *client_, clock_)),
      dynamodb_{.options = dynamodb_options(setup.config, setup.environment),
                .parts = {.client = *client_,
                          .credentials = *credentials_,
                          .clock = clock_,
                          .random = random_,
                          .metrics = metrics}},
      store_folder_(make_store_folder(config_.storage)),
      room_(make_room(config_.storage, metrics, log)),
      store_(make_store(config_.storage, dynamodb_, room_.get(), clock_, log)),
      refusals_({.store = *store_, .clock = clock_, .metrics = metrics, .log = log}),
      sessions_(std::make_unique<SessionIds>(session_secrets(setup.secrets, store_folder_, random_),
                                             random_)),
      ledger_(make_ledger(config_, dynamodb_)),
      budget_(std::make_unique<SpendBudget>(
          spending_caps(config_), leasing(config_),
          SpendBudget::Parts{.ledger = *ledger_, .clock = clock_, .metrics = metrics, .log = log})),
      keyed_answers_(make_keyed_answers(config_, dynamodb_)),
      lead_receivers_(make_lead_receivers(config_, setup.secrets, setup.environment, *client_,
                                          *credentials_, clock_)),
      lead_store_(delivery::make_watched_store(
          make_lead_store(config_.storage, dynamodb_, clock_, random_, log), metrics,
          [this] { lead_wake_.notify(); })),
      drafts_(make_draft_store(config_.storage, dynamodb_, clock_, log)),
      erasure_({.conversations = *store_,
                .leads = lead_store_.get(),
                .drafts = drafts_.get(),
                .clock = clock_}),
      local_lead_counter_(storage::make_memory_counter(lead_limit(config_))),
      shared_lead_counter_(make_shared_counter(config_, dynamodb_, lead_limit(config_))),
      lead_limiter_(std::make_unique<RateLimiter>(
          shared_lead_counter_ ? *shared_lead_counter_ : *local_lead_counter_, *local_lead_counter_,
          metrics, log)),
      model_(make_model(config_, setup.secrets, setup.environment,
                        {.client = *client_,
                         .credentials = *credentials_,
                         .budget = *budget_,
                         .clock = clock_,
                         .random = random_,
                         .metrics = metrics,
                         .log = log})),
      assistant_(make_assistant(
          {.loaded = setup.knowledge, .consent = setup.consent, .digest = setup.knowledge_digest})),
      knowledge_check_(make_knowledge_check()),
      chat_(std::make_unique<ChatService>(ChatService::Parts{.sessions = *sessions_,
                                                             .responder = assistant_,
                                                             .store = *store_,
                                                             .clock = clock_,
                                                             .metrics = metrics,
                                                             .log = log},
                                          chat_limits(config_))),
      local_counter_(storage::make_memory_counter(rate_limit(config_))),
      shared_counter_(make_shared_counter(config_, dynamodb_, rate_limit(config_))),
      limiter_(std::make_unique<RateLimiter>(shared_counter_ ? *shared_counter_ : *local_counter_,
                                             *local_counter_, metrics, log)),
      repeats_(storage::make_memory_counter(repeat_limit(config_))),
      protocol_(protocols::make_native_protocol(chat_rules(config_),
                                                [this] { return assistant_.products(); })),
      lead_protocol_(
          protocols::make_native_lead_protocol(chat_rules(config_).max_message_characters)),
      leads_(lead_parts()),
      session_parts_{.erasure = erasure_, .sessions = *sessions_, .metrics = metrics, .log = log},
      origins_(config_.cors.allowed_origins) {}

/// Null: nothing is published but the files.
std::unique_ptr<KnowledgeCheck> Application::make_knowledge_check() {
  const bool has_table = config_.storage.kind == config::StorageKind::dynamodb &&
                         !config_.storage.knowledge_table.empty();
  if (!has_table) return nullptr;
  auto check = std::make_unique<KnowledgeCheck>(
      KnowledgeCheck::Parts{.versions = storage::make_dynamodb_knowledge(
                                dynamodb_.options, knowledge_times, dynamodb_.parts),
                            .use = [this](KnowledgeSet set) { use(std::move(set)); },
                            .needs_consent = config_.leads.enabled,
                            .clock = clock_,
                            .metrics = metrics_,
                            .log = log_},
      std::chrono::seconds(config_.knowledge.check_seconds));
  assistant_.before_each([look = check.get()] { return look->look(); });
  return check;
}

std::shared_ptr<const Assistant> Application::make_assistant(KnowledgeSet set) {
  return std::make_shared<const Assistant>(
      std::move(set), clock_, [this](const Assistant& assistant) {
        return with_leads(make_responder(config_, {.understanding = assistant.understanding,
                                                   .prompts = assistant.prompts,
                                                   .model = model_.get(),
                                                   .clock = clock_,
                                                   .metrics = metrics_,
                                                   .log = log_}),
                          assistant);
      });
}

/// Who wants to be contacted is led to a lead, or told of WhatsApp; nothing of that: as it is.
std::unique_ptr<Responder> Application::with_leads(std::unique_ptr<Responder> responder,
                                                   const Assistant& assistant) {
  const bool has_leads = config_.leads.enabled && lead_store_ && drafts_;
  if (!has_leads && config_.contact.whatsapp.empty()) return responder;
  std::optional<chat::LeadPlace> place;
  if (has_leads) {
    place.emplace(chat::LeadPlace{.store = *lead_store_,
                                  .drafts = *drafts_,
                                  .wordings = assistant.consent,
                                  .limiter = *lead_limiter_,
                                  .secret = sessions_->idempotency_secret()});
  }
  return chat::make_lead_dialogue({.request_is_consent = config_.leads.request_is_consent,
                                   .whatsapp = config_.contact.whatsapp,
                                   .retention = std::chrono::days(config_.leads.retention_days)},
                                  {.next = std::move(responder),
                                   .understanding = assistant.understanding,
                                   .most_meant = assistant.prompts.most_meant(),
                                   .place = std::move(place),
                                   .clock = clock_,
                                   .random = random_,
                                   .metrics = metrics_,
                                   .log = log_});
}

std::optional<http::LeadParts> Application::lead_parts() {
  if (!config_.leads.enabled || !lead_store_) return std::nullopt;
  return http::LeadParts{.store = *lead_store_,
                         .wordings = [this] { return assistant_.consent(); },
                         .protocol = *lead_protocol_,
                         .limiter = *lead_limiter_,
                         .sessions = *sessions_,
                         .clock = clock_,
                         .random = random_,
                         .metrics = metrics_,
                         .log = log_,
                         .retention = std::chrono::days(config_.leads.retention_days)};
}

std::unique_ptr<delivery::Thread> Application::deliver_leads() {
  if (!lead_store_ || !lead_receivers_.are_there()) return nullptr;
  return delivery::start_thread({.store = *lead_store_,
                                 .webhook = lead_receivers_.webhook.get(),
                                 .topic = lead_receivers_.topic.get(),
                                 .clock = clock_,
                                 .random = random_,
                                 .metrics = metrics_,
                                 .log = log_},
                                lead_wake_);
}

Task<void> Application::close() {
  co_await refusals_.write();
  co_await budget_->release();
}

std::vector<std::string> Application::degraded() const {
  if (room_ && room_->is_degraded()) return {"storage"};
  return {};
}

http::RequestHandler Application::handler(http::PipelineOptions options) {
  return http::make_pipeline({.chat = *chat_,
                              .protocol = *protocol_,
                              .sessions = *sessions_,
                              .limiter = *limiter_,
                              .keyed_answers = *keyed_answers_,
                              .repeats = *repeats_,
                              .refusals = refusals_,
                              .session = session_parts_,
                              .leads = leads_ ? &*leads_ : nullptr,
                              .origins = origins_,
                              .clock = clock_,
                              .random = random_,
                              .metrics = metrics_,
                              .log = log_},
                             std::move(options));
}

}  // namespace mta
