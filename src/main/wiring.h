#pragma once

#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/system.h"
#include "catalogue/knowledge.h"
#include "catalogue/understanding.h"
#include "chat/chat_service.h"
#include "chat/prompt.h"
#include "chat/query.h"
#include "chat/rate_limiter.h"
#include "chat/refusals.h"
#include "chat/spend_budget.h"
#include "config/load.h"
#include "config/secrets.h"
#include "http/origin.h"
#include "http/pipeline.h"
#include "net/aws_credentials.h"
#include "net/https_client.h"
#include "storage/dynamodb.h"
#include "storage/room.h"

namespace mta {

/// What check-config looks at and every command needs: settings, secrets, knowledge.
struct Setup {
  config::Environment environment;
  config::Config config;
  config::Secrets secrets;
  LoadedKnowledge knowledge;
};

/// Error: every problem at once.
std::expected<Setup, config::Problems> load_setup(const config::Sources& sources);

/// The files of a knowledge folder. Error: why they cannot be used; `place` tells where the folder
/// was named.
std::expected<LoadedKnowledge, config::Problems> read_knowledge_folder(
    const std::filesystem::path& folder, const std::string& place);

/// WARN for every row of the knowledge that is left out.
void log_left_out(const LoadedKnowledge& knowledge, Log& log);

/// WARN where a restart forgets what of a budget was spent.
void warn_of_forgotten_spending(const config::Config& config, Log& log);

/// What the stores in DynamoDB are made of.
struct DynamoDb {
  storage::DynamoDbOptions options;
  storage::DynamoDbParts parts;
};

/// The settings for a process that keeps nothing and counts nothing: no file, no table, no caps.
config::Config without_stores(config::Config config);

/// The parts of the program, connected. Nothing here decides anything; it only passes references.
///
/// The members are made in the order in which they stand, each from those above it alone, and
/// destroyed in the reverse order. Before that every request must have ended and the event loops
/// must have stopped: main/serve and main/lambda see to it.
class Application {
 public:
  /// Throws std::runtime_error for what only the start can find (an unwritable store). `metrics`
  /// and `log` must outlive it.
  Application(const Setup& setup, Metrics& metrics, Log& log);

  ChatService& chat() { return *chat_; }
  [[nodiscard]] const SessionIds& sessions() const { return *sessions_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  net::HttpsClient& client() { return *client_; }

  /// What a transport gives its requests to.
  http::RequestHandler handler(http::PipelineOptions options);

  [[nodiscard]] const http::Protocol& protocol() const { return *protocol_; }

  /// What is missing while the service answers all the same: "storage". Looks anew.
  [[nodiscard]] std::vector<std::string> degraded() const;

  /// For a graceful end, once nothing is asked any more: refusals that were counted are written,
  /// what was leased of the budget goes back.
  Task<void> close();

 private:
  const config::Config config_;
  Metrics& metrics_;
  Log& log_;
  SystemClock clock_;
  SystemRandom random_;
  Knowledge knowledge_;
  catalogue::Understanding understanding_;
  PromptBuilder prompts_;
  std::unique_ptr<net::HttpsClient> client_;
  std::unique_ptr<net::AwsCredentialChain> credentials_;
  const DynamoDb dynamodb_;                                  // used where the settings name it
  const std::optional<std::filesystem::path> store_folder_;  // nothing: the store is no file
  std::unique_ptr<storage::StorageRoom> room_;               // null: the store is no file
  std::unique_ptr<ConversationStore> store_;
  Refusals refusals_;
  std::unique_ptr<SessionIds> sessions_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<SpendBudget> budget_;
  std::unique_ptr<KeyedAnswers> keyed_answers_;
  std::unique_ptr<Responder> responder_;
  std::unique_ptr<ChatService> chat_;
  std::unique_ptr<VisitorCounter> local_counter_;
  std::unique_ptr<VisitorCounter> shared_counter_;
  std::unique_ptr<RateLimiter> limiter_;
  std::unique_ptr<VisitorCounter> repeats_;
  std::unique_ptr<http::Protocol> protocol_;
  http::OriginPolicy origins_;
};

}  // namespace mta
