#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "chat/mark_remover.h"

namespace mta {

/// Turns what a model emits into what a visitor may read, as it streams: reasoning and template
/// tokens go (chat/mark_remover.h), control characters and escape sequences go, bidi embeddings,
/// overrides and isolates go (balanced ones too: a piece that is shown may be all that comes),
/// broken UTF-8 becomes U+FFFD, and past `max_bytes` the answer ends between two characters. Pieces
/// may be cut anywhere. What came out once comes out unchanged if it is filtered again. One filter
/// an answer; not thread-safe.
class AnswerFilter {
 public:
  static constexpr std::size_t max_bytes = std::size_t{64} * 1024;

  /// What of the answer became certain with this piece.
  std::string feed(std::string_view piece);
  /// The rest, once the model has ended.
  std::string finish();
  /// The answer has reached its longest: nothing more will come out.
  [[nodiscard]] bool full() const { return full_; }

 private:
  enum class Escape : std::uint8_t { none, started, csi, osc, osc_ending };

  void take(std::string_view text, std::string& out);
  bool take_escape(char32_t c);
  std::string within_limit(std::string text);

  std::string incomplete_;  // the bytes of a character whose end has not come yet
  Escape escape_ = Escape::none;
  MarkRemover marks_;
  bool full_ = false;
  std::size_t emitted_ = 0;
};

}  // namespace mta
