#pragma once

#include <cstdint>
#include <string_view>

#include "chat/ports.h"

/// How many tokens a text has. Whatever is decided (how much history is sent, what is reserved of a
/// budget) is decided by `most_tokens`, which no tokenizer passes; the estimate is for what is
/// shown where the provider did not count, and never more than that. The tokenizer's table
/// (o200k_harmony, 4 MB) is not carried along.
namespace mta {

/// The most tokens of a message with this content, or of the instructions: a token has a byte at
/// least, and what a chat format puts around a message is counted generously.
std::int64_t most_tokens(std::string_view content);

/// The most tokens of a whole prompt, with what a chat format puts around it (gpt-oss's harmony: 82
/// tokens).
std::int64_t most_tokens(const Prompt& prompt);

/// Adds up texts that come piece by piece. Rather too many than too few; docs/models.md says how
/// near it comes.
class TokenEstimate {
 public:
  void add(std::string_view text);
  [[nodiscard]] std::int64_t tokens() const;

 private:
  std::int64_t hundredths_ = 0;
  std::int64_t bytes_ = 0;
  bool after_blank_ = false;
};

std::int64_t estimate_tokens(std::string_view text);

/// A prompt's, with what surrounds each message.
std::int64_t estimate_tokens(const Prompt& prompt);

}  // namespace mta
