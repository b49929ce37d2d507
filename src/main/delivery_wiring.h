#pragma once

#include <memory>

#include "config/load.h"
#include "config/secrets.h"
#include "delivery/worker.h"
#include "net/aws_credentials.h"
#include "net/https_client.h"

namespace mta {

/// Who is told of leads. The members are made in the order in which they stand.
struct LeadReceivers {
  std::unique_ptr<net::HttpsClient> webhook_client;  ///< connects to public addresses alone
  std::unique_ptr<delivery::Receiver> webhook;       ///< null: there is none
  std::unique_ptr<delivery::Receiver> topic;         ///< null: there is none

  [[nodiscard]] bool are_there() const { return webhook || topic; }
};

/// As the settings name them; nobody where leads are off. `client`, `credentials` and `clock` must
/// outlive them.
LeadReceivers make_lead_receivers(const config::Config& config, const config::Secrets& secrets,
                                  const config::Environment& environment, net::HttpsClient& client,
                                  net::AwsCredentialChain& credentials, const Clock& clock);

}  // namespace mta
