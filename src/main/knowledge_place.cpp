#include "main/knowledge_place.h"

#include "base/system.h"
#include "main/knowledge_files.h"
#include "main/model_wiring.h"
#include "main/wiring.h"
#include "observe/prometheus.h"
#include "storage/dynamodb.h"
#include "storage/knowledge_folder.h"

namespace mta {
namespace {

constexpr storage::KnowledgeTimes over_a_slow_line{.look = std::chrono::seconds(10),
                                                   .request = std::chrono::seconds(20)};

/// What a store in DynamoDB is made of, for a command.
struct TableParts {
  explicit TableParts(const config::Environment& environment)
      : client(make_https_client(environment, clock)),
        credentials(net::make_credential_chain(lookup_in(environment), *client, clock)) {}

  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<observe::PrometheusMetrics> metrics = observe::make_prometheus_metrics();
  std::unique_ptr<net::HttpsClient> client;
  std::unique_ptr<net::AwsCredentialChain> credentials;
};

}  // namespace

KnowledgePlace knowledge_place(const config::Config& config,
                               const config::Environment& environment) {
  const bool is_table = config.storage.kind == config::StorageKind::dynamodb &&
                        !config.storage.knowledge_table.empty();
  if (!is_table) {
    return {.versions =
                storage::open_knowledge_folder(config.knowledge.directory, knowledge_file_names())};
  }
  const auto parts = std::make_shared<TableParts>(environment);
  return {.parts = parts,
          .versions = storage::make_dynamodb_knowledge(dynamodb_options(config, environment),
                                                       over_a_slow_line,
                                                       {.client = *parts->client,
                                                        .credentials = *parts->credentials,
                                                        .clock = parts->clock,
                                                        .random = parts->random,
                                                        .metrics = *parts->metrics}),
          .is_folder = false};
}

}  // namespace mta
