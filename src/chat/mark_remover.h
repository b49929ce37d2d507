#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mta {

/// Takes out of a model's text what its provider left there of the model's own format:
/// - `<reasoning>…</reasoning>` and `<think>…</think>`, nested or overlapping ones too. An unclosed
///   one hides the rest, a closing tag alone is text.
/// - gpt-oss's channels (github.com/openai/harmony) but the final one. An unclosed one hides the
///   rest.
/// - every other template token `<|…|>`, also with DeepSeek's fullwidth bars: up to 256 bytes, on
///   one line, without `<` and `>` in it.
/// What is left has no such mark, whatever was taken out of the middle of it. Time is linear in the
/// text, memory bounded. One remover a text; not thread-safe.
class MarkRemover {
 public:
  /// Appends to `out` what became certain to be text with this character.
  void take(char32_t c, std::string& out);
  /// The rest, once the text has ended.
  void finish(std::string& out);

  /// How much of a mark a text is.
  enum class Fit : std::uint8_t { no, partial, whole };

 private:
  enum class Hidden : std::uint8_t { nothing, tagged, header, channel };

  void take_visible(char32_t c, std::string& out);
  void take_hidden(char32_t c);
  [[nodiscard]] Fit fits_hidden(std::string_view mark) const;
  bool open_tag(std::string_view mark);
  void close_tag(std::string_view mark);
  void take_token(std::string_view name);
  void take_token_in_channel(std::string_view name);
  void begin_header(bool channel);
  void take_header(char32_t c);
  [[nodiscard]] bool header_is_shown() const;

  Hidden hidden_ = Hidden::nothing;
  /// Visible text that may turn out to be marks: each begins with a `<`, and goes on where the one
  /// behind it has been taken out.
  std::string held_;
  std::vector<std::uint32_t> starts_;     // of each beginning in held_
  std::string partial_;                   // the same in hidden text, of which only the last matters
  std::array<std::uint32_t, 2> depth_{};  // how many tags of each kind are open
  std::string header_;                    // first word of a channel's name, else of a role
  bool header_word_ended_ = false;
  bool header_has_channel_ = false;
};

}  // namespace mta
