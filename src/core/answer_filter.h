#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mta {

/// Turns what a model emits into what a visitor may read, as it streams: `<reasoning>…</reasoning>`
/// goes (an unclosed one hides the rest), control characters and escape sequences go, broken UTF-8
/// becomes U+FFFD, and past `max_bytes` the answer ends between two characters. Pieces may be cut
/// anywhere. One filter an answer; not thread-safe.
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

  bool take_escape(char32_t c);
  void take(char32_t c);
  void take_visible(char32_t c);
  void emit(std::string_view text);

  std::string incomplete_;  // the bytes of a character whose end has not come yet
  Escape escape_ = Escape::none;
  std::string held_;  // may become a tag; inside reasoning: of the closing one
  bool in_reasoning_ = false;
  bool full_ = false;
  std::size_t emitted_ = 0;
  std::string out_;
};

}  // namespace mta
