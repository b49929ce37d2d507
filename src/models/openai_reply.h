#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/tokens.h"
#include "net/sse_parser.h"

namespace mta::models {

struct TokenCounts {
  std::int64_t input = 0;
  std::int64_t output = 0;
};

/// Reads the body of a completion as it comes: a stream of events where `streamed`, else one JSON
/// object (some providers answer whole whatever was asked). One decoder a reply.
class ReplyDecoder {
 public:
  static constexpr std::size_t max_bytes = std::size_t{1024} * 1024;

  explicit ReplyDecoder(bool streamed) : streamed_(streamed) {}

  /// The answer's text in these bytes, up to a fault.
  std::string feed(std::string_view bytes);
  /// The rest of it, once the body has ended. A reply that is cut is at fault.
  std::string finish();

  /// model_wrong_answer; its detail names what was wrong and never what the model said.
  [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }
  /// Nothing that matters follows ([DONE]).
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] const std::optional<TokenCounts>& usage() const { return usage_; }
  /// An estimate of what the model thought beside its text (`reasoning_content`): it costs too.
  [[nodiscard]] std::int64_t reasoning_tokens() const { return reasoning_.tokens(); }

 private:
  /// Appends the text of a chunk, or of a whole completion, to text_.
  void take(std::string_view json);
  void fail(std::string detail);

  bool streamed_;
  bool done_ = false;
  bool finished_ = false;  // a finish_reason came
  net::SseParser events_;
  std::string whole_;
  std::string text_;
  std::size_t text_bytes_ = 0;
  TokenEstimate reasoning_;
  std::optional<TokenCounts> usage_;
  std::optional<Error> fault_;
};

/// What a provider's error body says of its kind: a short word for the log, or nothing.
std::string error_code_of(std::string_view body);

}  // namespace mta::models
