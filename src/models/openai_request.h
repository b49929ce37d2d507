#pragma once

#include <string>

#include "core/ports.h"

namespace mta::models {

/// https://platform.openai.com/docs/api-reference/chat/create
struct CompletionOptions {
  std::string model;
  int max_completion_tokens = 1024;
  double temperature = 0.7;
  double top_p = 0.9;
  std::string reasoning_effort = "low";  ///< empty: not sent
};

/// The body of a request for a streamed completion with its usage. Pure.
std::string encode_completion_request(const CompletionOptions& options, const Prompt& prompt);

}  // namespace mta::models
