#include "chat/plain_text.h"

#include <algorithm>
#include <array>

#include "base/digits.h"
#include "base/text.h"

namespace mta::chat {
namespace {

bool is_unseen(char32_t c) {
  return c == 0xAD || c == 0x61C || (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool is_markup(char32_t c) {
  return c == U'*' || c == U'_' || c == U'`' || c == U'~' || c == U'\\' || c == U'{' || c == U'}';
}

/// What separates digits alone: no space between words.
bool is_narrow_space(char32_t c) {
  return c == 0xA0 || c == 0x2007 || c == 0x2009 || c == 0x202F || c == 0x200A;
}

char32_t plain(char32_t c) {
  switch (c) {
    case U'，':
      return U',';
    case U'．':
      return U'.';
    case U'＄':
    case U'﹩':
      return U'$';
    case U'％':
      return U'%';
    case U'’':
      return U'\'';
    case U'—':
    case U'‑':
    case U'‒':
    case U'−':
      return U'–';
    default:
      return is_narrow_space(c) ? U' ' : c;
  }
}

}  // namespace

std::string plain_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool after_digit = false;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    if (c < 0x80) {
      after_digit = (c >= U'0' && c <= U'9') || (after_digit && is_markup(c));
      if (!is_markup(c)) out += static_cast<char>(c);
      continue;
    }
    if (is_unseen(c)) continue;
    if (const auto digit = digit_in_any_script(c)) {
      out += static_cast<char>('0' + *digit);
      after_digit = true;
      continue;
    }
    std::string_view rest = text;
    const bool within_number =
        after_digit && !rest.empty() && digit_in_any_script(next_code_point(rest));
    const bool groups = within_number && is_narrow_space(c);
    // ٦،٦٠٠ is one number.
    const bool is_arabic_comma = within_number && c == U'،';
    if (!groups) append_code_point(out, is_arabic_comma ? U',' : plain(c));
    after_digit = groups;
  }
  return out;
}

}  // namespace mta::chat
