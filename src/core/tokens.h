#pragma once

#include <cstdint>
#include <string_view>

#include "core/ports.h"

/// How many tokens a model will count. The tokenizer's table (o200k_harmony, 4 MB) is not carried
/// along; docs/models.md says how near the estimate comes.
namespace mta {

/// Adds up texts that come piece by piece. Rather too many than too few.
class TokenEstimate {
 public:
  void add(std::string_view text);
  [[nodiscard]] std::int64_t tokens() const;

 private:
  std::int64_t hundredths_ = 0;
};

std::int64_t estimate_tokens(std::string_view text);

/// A prompt's, with what surrounds each message.
std::int64_t estimate_tokens(const Prompt& prompt);

/// What no tokenizer passes: a token has a byte at least, and what a chat format puts around the
/// messages (gpt-oss's harmony: 82 tokens) is counted generously.
std::int64_t most_tokens(const Prompt& prompt);

}  // namespace mta
