#include "net/aws_credentials.h"

#include <utility>

namespace mta::net {
namespace {

constexpr std::chrono::minutes renew_before{5};
constexpr std::chrono::seconds retry_after{10};

}  // namespace

Task<Result<AwsCredentials>> AwsCredentialChain::get(const CallLimits& limits) {
  if (auto found = kept(clock_.now())) co_return std::move(*found);
  auto fetched = co_await fetch(limits);
  const Timestamp now = clock_.now();
  const std::scoped_lock lock(mutex_);
  if (fetched) {
    current_ = *fetched;
    last_error_.reset();
    next_fetch_ = std::max(now + retry_after,
                           fetched->expiry ? *fetched->expiry - renew_before : Timestamp::max());
    co_return current_->credentials;
  }
  if (fetched.error().kind != ErrorKind::client_left) last_error_ = fetched.error();
  const bool still_good = current_ && (!current_->expiry || now < *current_->expiry);
  if (still_good) co_return current_->credentials;
  co_return std::unexpected(fetched.error());
}

/// What needs no fetching now. Whoever finds that it is time to fetch does so, and the others go on
/// with what is there meanwhile.
std::optional<Result<AwsCredentials>> AwsCredentialChain::kept(Timestamp now) {
  const std::scoped_lock lock(mutex_);
  const bool good = current_ && (!current_->expiry || now < *current_->expiry);
  if (now < next_fetch_) {
    if (good) return current_->credentials;
    if (last_error_) return std::unexpected(*last_error_);
  }
  next_fetch_ = now + retry_after;
  return std::nullopt;
}

Task<Result<ExpiringCredentials>> AwsCredentialChain::fetch(const CallLimits& limits) {
  for (const auto& source : sources_) {
    if (auto found = co_await source->fetch(limits)) co_return std::move(*found);
  }
  co_return std::unexpected(Error{
      .kind = ErrorKind::internal,
      .detail = "no AWS credentials: not in AWS_ACCESS_KEY_ID, nor in the shared credentials file, "
                "nor from a container's or the instance's endpoint"});
}

std::unique_ptr<AwsCredentialChain> make_credential_chain(const EnvironmentLookup& environment,
                                                          HttpsClient& client, const Clock& clock) {
  std::vector<std::unique_ptr<CredentialSource>> sources;
  sources.push_back(environment_credentials(environment));
  sources.push_back(file_credentials(environment));
  sources.push_back(container_credentials(environment, client));
  sources.push_back(instance_credentials(environment, client));
  return std::make_unique<AwsCredentialChain>(std::move(sources), clock);
}

}  // namespace mta::net
