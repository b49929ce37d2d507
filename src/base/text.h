#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// UTF-8 text as the contract measures it. All functions take well-formed or broken UTF-8; a broken
/// byte reads as U+FFFD.
namespace mta {

/// Of a character outside ASCII.
char32_t next_long_code_point(std::string_view& text);

/// Takes the first code point off `text`, which must not be empty.
inline char32_t next_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first >= 0x80) return next_long_code_point(text);
  text.remove_prefix(1);
  return first;
}
/// Of 0x800 or more.
void append_long_code_point(std::string& text, char32_t code_point);
inline void append_code_point(std::string& text, char32_t code_point) {
  if (code_point >= 0x800) return append_long_code_point(text, code_point);
  if (code_point >= 0x80) {
    text += static_cast<char>(0xC0U | (code_point >> 6U));
    code_point = 0x80U | (code_point & 0x3FU);
  }
  text += static_cast<char>(code_point);
}

/// Unicode general category Cc, without tab and newline: what no text of ours holds.
bool is_removed_control(char32_t code_point);
/// Unicode property White_Space.
bool is_white_space(char32_t code_point);

/// Control characters removed, then white space trimmed at both ends.
std::string clean_text(std::string_view text);

std::size_t count_code_points(std::string_view text);

/// A text in so many columns at least, with spaces behind it; every character takes one.
std::string padded(std::string text, std::size_t columns);

}  // namespace mta
