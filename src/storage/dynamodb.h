#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/url.h"
#include "chat/ports.h"
#include "leads/ports.h"
#include "net/aws_credentials.h"
#include "net/http_client.h"
#include "storage/knowledge_versions.h"

/// Conversations and visitor counts in Amazon DynamoDB, or anything that speaks its API.
/// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
namespace mta::storage {

struct DynamoDbOptions {
  Url endpoint;
  std::string region;
  std::string ratelimit_table;       ///< `ip` (S, hash), `minute_bucket` (S, range)
  std::string conversations_table;   ///< `session_id` (S, hash), `timestamp` (N, range)
  std::string ledger_table;          ///< `period` (S, hash)
  std::string leads_table;           ///< `pk` (S, hash), `sk` (S, range): dynamodb_lead_item.h
  std::string knowledge_table = {};  ///< `pk` (S, hash), `sk` (N, range)
};

/// What the stores are made of; all of it must outlive them.
struct DynamoDbParts {
  net::HttpClient& client;
  net::AwsCredentialChain& credentials;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
};

/// Turns as items with a TTL; expired ones that DynamoDB has not deleted yet are not returned. A
/// turn with a record has its `day` (S), by which the index `by_day` (`day`, hash; `timestamp`,
/// range; `model`, `record`, `expires_at` projected) lists it; nothing else needs that index.
/// Refusals are an item an hour under `refusals#` and the day. Thread-safe. Every call ends within
/// a second, feedback within two; erasing takes a request a turn.
std::unique_ptr<ConversationStore> make_dynamodb_conversations(const DynamoDbOptions& options,
                                                               const DynamoDbParts& parts);

/// Counts shared by every process on the table. One conditional write a request; the count of the
/// bucket before is read when it is not known, and kept once it cannot change any more. A visitor
/// known to be over the limit costs no call. Thread-safe. Every call ends within two seconds.
std::unique_ptr<VisitorCounter> make_dynamodb_counter(const DynamoDbOptions& options,
                                                      RateLimit limit, const DynamoDbParts& parts);

/// Spending figures, changed by conditional writes (`UpdateItem` alone); where what is wanted does
/// not fit, a second one takes the least. Thread-safe. Every call ends within three seconds.
std::unique_ptr<Ledger> make_dynamodb_ledger(const DynamoDbOptions& options,
                                             const DynamoDbParts& parts);

/// Keyed answers as items of the conversations table, by conditional `PutItem` alone. Thread-safe.
/// Every call ends within a second.
std::unique_ptr<KeyedAnswers> make_dynamodb_keyed_answers(const DynamoDbOptions& options,
                                                          KeyedAnswerTimes times,
                                                          const DynamoDbParts& parts);

/// Leads and their outbox as items of the leads' table, changed by conditional writes and
/// transactions. An event is settled by the store that it was taken from. What is due and the list
/// are read from indexes, as they were a moment ago; all else is consistent. Thread-safe. A request
/// to DynamoDB ends within a second; a call makes several.
std::unique_ptr<leads::LeadStore> make_dynamodb_leads(const DynamoDbOptions& options,
                                                      const DynamoDbParts& parts);

/// Drafts as items of the leads' table. Thread-safe. Every call ends within a second.
std::unique_ptr<leads::DraftStore> make_dynamodb_drafts(const DynamoDbOptions& options,
                                                        const DynamoDbParts& parts);

struct KnowledgeTimes {
  std::chrono::milliseconds look;     ///< longest, to ask which version is current
  std::chrono::milliseconds request;  ///< of each other request
};

/// Versions of the knowledge, in pieces below the limit of an item, and which of them is current:
/// one item, moved by a conditional write. Who answers needs `GetItem` alone. Thread-safe.
std::unique_ptr<KnowledgeVersions> make_dynamodb_knowledge(const DynamoDbOptions& options,
                                                           KnowledgeTimes times,
                                                           const DynamoDbParts& parts);

}  // namespace mta::storage
