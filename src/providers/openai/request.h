#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/ports.h"

namespace mta::providers::openai {

/// https://platform.openai.com/docs/api-reference/chat/create
struct CompletionOptions {
  std::string model;
  // What has no value is not sent.
  std::optional<int> max_tokens = 1024;
  std::string_view max_tokens_name = "max_completion_tokens";  ///< or "max_tokens"; a literal
  std::optional<double> temperature = 0.7;
  std::optional<double> top_p = 0.9;
  std::string reasoning_effort = "low";  ///< empty: not sent
  bool stream_options = true;            ///< asks for the usage, which a stream else does not tell
};

/// The body of a request for a streamed completion with its usage. Pure.
std::string encode_completion_request(const CompletionOptions& options, const Prompt& prompt);

}  // namespace mta::providers::openai
