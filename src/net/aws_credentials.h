#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/call_limits.h"
#include "base/error.h"
#include "base/ports.h"
#include "net/https_client.h"
#include "net/sigv4.h"

namespace mta::net {

/// The value of an environment variable; empty: not set.
using EnvironmentLookup = std::function<std::string(const std::string& name)>;

/// Credentials that stop being good at `expiry`, or never.
struct ExpiringCredentials {
  AwsCredentials credentials;
  std::optional<Timestamp> expiry;
};

/// Where credentials may come from, asked in the order of AWS's SDKs: environment, shared
/// credentials file, container endpoint (ECS, EKS pod identity), instance metadata (IMDSv2).
/// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
/// Not known here: SSO, web identity, credential_process.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  /// Nothing: this source is not set up here. Error: it is, but gives none.
  virtual Task<std::optional<Result<ExpiringCredentials>>> fetch(const CallLimits& limits) = 0;
};

std::unique_ptr<CredentialSource> environment_credentials(EnvironmentLookup environment);
std::unique_ptr<CredentialSource> file_credentials(EnvironmentLookup environment);
std::unique_ptr<CredentialSource> container_credentials(EnvironmentLookup environment,
                                                        HttpsClient& client);
std::unique_ptr<CredentialSource> instance_credentials(EnvironmentLookup environment,
                                                       HttpsClient& client);

/// The first source that has any; kept, and renewed 5 minutes before they expire. A renewal that
/// fails is tried again after 10 s while the old ones are good. Thread-safe.
class AwsCredentialChain {
 public:
  AwsCredentialChain(std::vector<std::unique_ptr<CredentialSource>> sources, const Clock& clock)
      : sources_(std::move(sources)), clock_(clock) {}

  /// Error: model_unavailable or store_failed is the caller's to say; `detail` names every source.
  Task<Result<AwsCredentials>> get(const CallLimits& limits);

 private:
  Task<Result<ExpiringCredentials>> fetch(const CallLimits& limits);
  std::optional<Result<AwsCredentials>> kept(Timestamp now);

  std::vector<std::unique_ptr<CredentialSource>> sources_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<ExpiringCredentials> current_;
  std::optional<Error> last_error_;
  Timestamp next_fetch_;
};

/// The chain as AWS's SDKs have it. `client` and `clock` must outlive it.
std::unique_ptr<AwsCredentialChain> make_credential_chain(const EnvironmentLookup& environment,
                                                          HttpsClient& client, const Clock& clock);

}  // namespace mta::net
