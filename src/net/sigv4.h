#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "net/http_request.h"

/// AWS Signature Version 4 in a request's headers.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// Pure functions.
namespace mta::net {

struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  ///< empty: long-lived keys
};

struct SigningScope {
  std::string region;
  std::string service;
  std::chrono::sys_seconds time;
};

struct SigningOptions {
  bool normalize_path = true;          ///< `.`, `..` and double slashes are resolved (not for S3)
  bool content_sha256_header = false;  ///< send and sign x-amz-content-sha256
  bool sign_session_token = true;      ///< some services want the token's header unsigned
};

struct Signature {
  /// What to add to the request: X-Amz-Date, X-Amz-Security-Token, Authorization and so on.
  std::vector<std::pair<std::string, std::string>> headers;
  // The steps on the way, for tests and for finding out why AWS refuses a signature.
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;
};

Signature sign(const HttpRequest& request, const AwsCredentials& credentials,
               const SigningScope& scope, const SigningOptions& options = {});

}  // namespace mta::net
