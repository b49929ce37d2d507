#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/system.h"
#include "chat/chat_service.h"
#include "chat/erasure.h"
#include "chat/rate_limiter.h"
#include "chat/refusals.h"
#include "chat/spend_budget.h"
#include "delivery/loop.h"
#include "http/lead_endpoint.h"
#include "http/origin.h"
#include "http/pipeline.h"
#include "http/session_endpoint.h"
#include "leads/ports.h"
#include "main/assistant.h"
#include "main/delivery_wiring.h"
#include "main/knowledge_check.h"
#include "main/setup.h"
#include "net/aws_credentials.h"
#include "net/https_client.h"
#include "storage/dynamodb.h"
#include "storage/room.h"

namespace mta {

/// Which tables there are, and where, as the settings and AWS's environment name them.
storage::DynamoDbOptions dynamodb_options(const config::Config& config,
                                          const config::Environment& environment);

/// What the stores in DynamoDB are made of.
struct DynamoDb {
  storage::DynamoDbOptions options;
  storage::DynamoDbParts parts;
};

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

  /// Answers that begin from now on are made with it, those under way with what they began with.
  /// Thread-safe.
  void use(KnowledgeSet set) { assistant_.set(make_assistant(std::move(set))); }
  /// Null: there is no table of published knowledge, the files are all.
  KnowledgeCheck* knowledge_check() { return knowledge_check_.get(); }
  /// What is answered from now.
  [[nodiscard]] std::shared_ptr<const Assistant> assistant() const { return assistant_.get(); }

  ConversationStore& conversations() { return *store_; }
  [[nodiscard]] const Erasure& erasure() const { return erasure_; }
  /// Null: there is no place for leads.
  leads::LeadStore* lead_store() { return lead_store_.get(); }

  /// A thread that tells whoever is to be told of leads; null: nobody is. To be destroyed before
  /// `close` is called.
  std::unique_ptr<delivery::Thread> deliver_leads();

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
  LeadReceivers lead_receivers_;
  delivery::Wake lead_wake_;
  std::unique_ptr<leads::LeadStore> lead_store_;  // null: there is no place for leads
  std::unique_ptr<leads::DraftStore> drafts_;     // null: there is no place for them
  const Erasure erasure_;
  std::unique_ptr<VisitorCounter> local_lead_counter_;
  std::unique_ptr<VisitorCounter> shared_lead_counter_;
  std::unique_ptr<RateLimiter> lead_limiter_;
  std::unique_ptr<Model> model_;  // null: the catalogue answers everything
  CurrentAssistant assistant_;
  std::unique_ptr<KnowledgeCheck> knowledge_check_;  // null: there is no table of it
  std::unique_ptr<ChatService> chat_;
  std::unique_ptr<VisitorCounter> local_counter_;
  std::unique_ptr<VisitorCounter> shared_counter_;
  std::unique_ptr<RateLimiter> limiter_;
  std::unique_ptr<VisitorCounter> repeats_;
  std::unique_ptr<http::Protocol> protocol_;
  std::unique_ptr<http::LeadProtocol> lead_protocol_;
  std::optional<http::LeadParts> leads_;  // nothing: leads are off
  const http::SessionParts session_parts_;
  http::OriginPolicy origins_;

  std::optional<http::LeadParts> lead_parts();
  std::shared_ptr<const Assistant> make_assistant(KnowledgeSet set);
  std::unique_ptr<KnowledgeCheck> make_knowledge_check();
  std::unique_ptr<Responder> with_leads(std::unique_ptr<Responder> responder,
                                        const Assistant& assistant);
};

}  // namespace mta
