#include "chat/answer_filter.h"

#include <utility>

#include "base/text.h"

namespace mta {
namespace {

constexpr char32_t escape = 0x1B;
constexpr char32_t bell = 0x07;
constexpr char32_t c1_csi = 0x9B;
constexpr char32_t c1_osc = 0x9D;
constexpr char32_t c1_string_terminator = 0x9C;

/// What changes the direction of the text behind it: U+202A..202E and U+2066..2069.
bool is_bidi_control(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// How many bytes at the end of `text` begin a character that may still be completed.
std::size_t incomplete_tail(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

}  // namespace

std::string AnswerFilter::feed(std::string_view piece) {
  std::string joined;
  if (!incomplete_.empty()) {
    joined = std::exchange(incomplete_, {}).append(piece);
    piece = joined;
  }
  const std::size_t tail = incomplete_tail(piece);
  incomplete_ = piece.substr(piece.size() - tail);
  piece.remove_suffix(tail);
  std::string out;
  take(piece, out);
  return within_limit(std::move(out));
}

std::string AnswerFilter::finish() {
  std::string out;
  take(std::exchange(incomplete_, {}), out);
  marks_.finish(out);
  return within_limit(std::move(out));
}

void AnswerFilter::take(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    if (!take_escape(c) && !is_removed_control(c) && !is_bidi_control(c)) marks_.take(c, out);
  }
}

/// ECMA-48 control sequences and strings; true where `c` belongs to one.
bool AnswerFilter::take_escape(char32_t c) {
  switch (escape_) {
    case Escape::started:
      escape_ = c == U'[' ? Escape::csi : c == U']' ? Escape::osc : Escape::none;
      if (escape_ != Escape::none) return true;
      break;
    case Escape::csi:
      if (c >= 0x20 && c <= 0x3F) return true;
      escape_ = Escape::none;
      if (c >= 0x40 && c <= 0x7E) return true;
      break;
    case Escape::osc:
      if (c == escape) {
        escape_ = Escape::osc_ending;
      } else if (c == bell || c == c1_string_terminator) {
        escape_ = Escape::none;
      }
      return true;
    case Escape::osc_ending:
      escape_ = Escape::none;
      if (c == U'\\') return true;
      escape_ = Escape::started;  // the string was broken off by another sequence
      return take_escape(c);
    case Escape::none:
      break;
  }
  if (c == escape) escape_ = Escape::started;
  if (c == c1_csi) escape_ = Escape::csi;
  if (c == c1_osc) escape_ = Escape::osc;
  return escape_ != Escape::none;
}

std::string AnswerFilter::within_limit(std::string text) {
  std::size_t room = full_ ? 0 : max_bytes - emitted_;
  if (text.size() > room) {
    full_ = true;
    while (room > 0 && (static_cast<unsigned char>(text[room]) & 0xC0U) == 0x80U) --room;
    text.resize(room);
  }
  emitted_ += text.size();
  return text;
}

}  // namespace mta
