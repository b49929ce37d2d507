#pragma once

#include <memory>

#include "base/ports.h"
#include "catalogue/understanding.h"
#include "chat/prompt.h"
#include "chat/query.h"
#include "chat/spend_budget.h"
#include "config/load.h"
#include "config/secrets.h"
#include "net/aws_credentials.h"
#include "net/https_client.h"

namespace mta {

/// The client for everything outbound, as SSL_CERT_FILE, SSL_CERT_DIR, HTTPS_PROXY and NO_PROXY
/// say. `may_connect` as in net::Connector. `clock` must outlive it.
std::unique_ptr<net::HttpsClient> make_https_client(const config::Environment& environment,
                                                    const Clock& clock,
                                                    net::AddressFilter may_connect = {});

/// Environment names of others that we read and that hold what cannot be used.
config::Problems check_foreign_environment(const config::Environment& environment);

struct ModelParts {
  net::HttpsClient& client;
  net::AwsCredentialChain& credentials;
  SpendBudget& budget;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  Log& log;
};

/// The model that the settings name; null: the catalogue answers everything. One for all versions
/// of the knowledge, since its circuit breaker and its retries are.
std::unique_ptr<Model> make_model(const config::Config& config, const config::Secrets& secrets,
                                  const config::Environment& environment, const ModelParts& parts);

/// What answers from one version of the knowledge; all of it must outlive the responder.
struct ResponderWiring {
  const catalogue::Understanding& understanding;
  const PromptBuilder& prompts;
  Model* model;  ///< null: the catalogue answers everything
  const Clock& clock;
  Metrics& metrics;
  Log& log;
};

/// Who answers: the model with the price guard and answers of its own kept, what answers without a
/// call, what stands in.
std::unique_ptr<Responder> make_responder(const config::Config& config,
                                          const ResponderWiring& wiring);

/// The URL of an AWS service in a region.
std::string aws_endpoint(const std::string& service, const std::string& region);

net::EnvironmentLookup lookup_in(const config::Environment& environment);

}  // namespace mta
