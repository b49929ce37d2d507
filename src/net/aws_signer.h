#pragma once

#include <string>

#include "base/call_limits.h"
#include "base/error.h"
#include "net/aws_credentials.h"
#include "net/http_request.h"

namespace mta::net {

/// Signs requests to one AWS service in one region. The credentials and the clock must outlive it.
/// Thread-safe.
class AwsSigner {
 public:
  AwsSigner(AwsCredentialChain& credentials, const Clock& clock, std::string region,
            std::string service)
      : credentials_(credentials),
        clock_(clock),
        region_(std::move(region)),
        service_(std::move(service)) {}

  /// Adds the signature's headers. Error: no credentials can be had (internal, with the cause).
  Task<Result<void>> sign(HttpRequest& request, const CallLimits& limits);

 private:
  AwsCredentialChain& credentials_;
  const Clock& clock_;
  std::string region_;
  std::string service_;
};

}  // namespace mta::net
