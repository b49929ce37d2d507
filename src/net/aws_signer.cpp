#include "net/aws_signer.h"

namespace mta::net {

Task<Result<void>> AwsSigner::sign(HttpRequest& request, const CallLimits& limits) {
  const auto credentials = co_await credentials_.get(limits);
  if (!credentials) co_return std::unexpected(credentials.error());
  const SigningScope scope{.region = region_,
                           .service = service_,
                           .time = std::chrono::floor<std::chrono::seconds>(clock_.now())};
  // The service sees the headers that are added later too, but only these are signed.
  const Signature signature = net::sign(request, *credentials, scope);
  request.headers.insert(request.headers.end(), signature.headers.begin(), signature.headers.end());
  co_return Result<void>{};
}

}  // namespace mta::net
