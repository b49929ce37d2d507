#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "providers/openai/request.h"
#include "providers/wire.h"

namespace mta::providers::openai {

/// Adds the authentication. Error: the credentials cannot be had.
using Authorize = std::function<Task<Result<void>>(net::HttpRequest&, const CallLimits&)>;

struct WireOptions {
  Url url;  ///< of the operation itself: .../chat/completions
  Authorize authorize;
  CompletionOptions completion;
  /// Sent with each request, and signed where requests are.
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// OpenAI's chat completions, which many providers speak; Bedrock's is the same with a signature.
/// https://platform.openai.com/docs/api-reference/chat/create
std::unique_ptr<Wire> make_wire(WireOptions options);

}  // namespace mta::providers::openai
