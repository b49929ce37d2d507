#include "core/answer_filter.h"

#include <utility>

#include "core/text.h"

namespace mta {
namespace {

constexpr std::string_view opening_tag = "<reasoning>";
constexpr std::string_view closing_tag = "</reasoning>";
constexpr char32_t escape = 0x1B;
constexpr char32_t bell = 0x07;
constexpr char32_t c1_csi = 0x9B;
constexpr char32_t c1_osc = 0x9D;
constexpr char32_t c1_string_terminator = 0x9C;

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
  while (!piece.empty()) take(next_code_point(piece));
  return std::exchange(out_, {});
}

std::string AnswerFilter::finish() {
  std::string_view rest = incomplete_;
  while (!rest.empty()) take(next_code_point(rest));
  incomplete_.clear();
  if (!in_reasoning_) emit(std::exchange(held_, {}));
  return std::exchange(out_, {});
}

void AnswerFilter::take(char32_t c) {
  if (take_escape(c) || is_removed_control(c)) return;
  take_visible(c);
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

void AnswerFilter::take_visible(char32_t c) {
  const std::string_view tag = in_reasoning_ ? closing_tag : opening_tag;
  if (static_cast<char32_t>(tag[held_.size()]) != c && !held_.empty()) {
    // Tags hold '<' only at their start, so what was held cannot begin another one.
    const std::string text = std::exchange(held_, {});
    if (!in_reasoning_) emit(text);
  }
  if (static_cast<char32_t>(tag[held_.size()]) == c) {
    held_ += static_cast<char>(c);
    if (held_ == tag) {
      held_.clear();
      in_reasoning_ = !in_reasoning_;
    }
    return;
  }
  if (in_reasoning_) return;
  std::string text;
  append_code_point(text, c);
  emit(text);
}

void AnswerFilter::emit(std::string_view text) {
  if (full_ || text.empty()) return;
  if (emitted_ + text.size() > max_bytes) {
    full_ = true;
    return;
  }
  emitted_ += text.size();
  out_ += text;
}

}  // namespace mta
