#include "chat/tokens.h"

#include <algorithm>

#include "base/text.h"

namespace mta {
namespace {

constexpr std::int64_t whole = 100;  // hundredths of a token
constexpr std::int64_t tokens_around_a_message = 6;

bool is_ascii_letter(char32_t c) { return (c | 0x20U) >= U'a' && (c | 0x20U) <= U'z'; }

/// In hundredths of a token; fitted to o200k_harmony with a tenth on top (docs/models.md).
std::int64_t weight(char32_t c) {
  constexpr std::int64_t latin_letter = 24;
  constexpr std::int64_t digit = 100;
  constexpr std::int64_t other_ascii = 143;
  constexpr std::int64_t two_byte_letter = 40;  // Arabic's among them
  constexpr std::int64_t three_bytes = 210;
  constexpr std::int64_t four_bytes = 280;
  if (is_ascii_letter(c)) return latin_letter;
  if (c < 0x80) return c >= U'0' && c <= U'9' ? digit : other_ascii;
  if (c < 0x800) return two_byte_letter;
  return c < 0x10000 ? three_bytes : four_bytes;
}

}  // namespace

void TokenEstimate::add(std::string_view text) {
  bytes_ += static_cast<std::int64_t>(text.size());
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    // One space is part of the word behind it; of several the others are by themselves.
    if (c != U' ') hundredths_ += weight(c);
    if (c == U' ' && after_blank_) hundredths_ += whole;
    after_blank_ = c == U' ' || c == U'\n' || c == U'\t';
  }
}

std::int64_t TokenEstimate::tokens() const {
  return std::min((hundredths_ + whole - 1) / whole, bytes_);
}

std::int64_t estimate_tokens(std::string_view text) {
  TokenEstimate estimate;
  estimate.add(text);
  return estimate.tokens();
}

std::int64_t estimate_tokens(const Prompt& prompt) {
  std::int64_t sum = estimate_tokens(prompt.system) + tokens_around_a_message;
  for (const Message& message : prompt.messages) {
    sum += estimate_tokens(message.content) + tokens_around_a_message;
  }
  return sum;
}

std::int64_t most_tokens(std::string_view content) {
  constexpr std::int64_t around_a_message = 16;
  return static_cast<std::int64_t>(content.size()) + around_a_message;
}

std::int64_t most_tokens(const Prompt& prompt) {
  constexpr std::int64_t around_all = 256;
  std::int64_t sum = around_all + most_tokens(prompt.system);
  for (const Message& message : prompt.messages) sum += most_tokens(message.content);
  return sum;
}

}  // namespace mta
