#include "leads/text_characters.h"

#include "base/digits.h"
#include "base/text.h"

namespace mta::leads {
namespace {

bool is_invisible(char32_t c) {
  return c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

char32_t narrow(char32_t c) {
  constexpr char32_t first = 0xFF01;
  constexpr char32_t last = 0xFF5E;
  return c >= first && c <= last ? c - first + U'!' : c;
}

}  // namespace

std::vector<Character> visible_characters(std::string_view text) {
  std::vector<Character> characters;
  characters.reserve(text.size());
  const std::size_t size = text.size();
  while (!text.empty()) {
    const std::size_t begin = size - text.size();
    const char32_t c = next_code_point(text);
    if (is_invisible(c)) continue;
    const auto digit = digit_in_any_script(c);
    characters.push_back(
        {.c = narrow(c), .digit = digit.value_or(-1), .begin = begin, .end = size - text.size()});
  }
  return characters;
}

bool is_blank(char32_t c) { return c != U'\n' && is_white_space(c); }

bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

bool is_letter(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c);
  // Latin, Greek, Cyrillic, Hebrew, Arabic and what lies between; signs and punctuation do not.
  const bool is_sign = c <= 0xBF || c == 0xD7 || c == 0xF7 || c == 0x60C || c == 0x61B ||
                       c == 0x61F || (c >= 0x660 && c <= 0x66D) || (c >= 0x6D4 && c <= 0x6D4) ||
                       (c >= 0x6F0 && c <= 0x6F9);
  return !is_sign && (c < 0x2000 || (c >= 0x2C00 && c < 0xD800 && (c < 0x3000 || c > 0x303F)) ||
                      (c >= 0xFB50 && c <= 0xFEFC));
}

bool is_latin_letter(char32_t c) {
  constexpr char32_t end = 0x250;
  return c < end && is_letter(c);
}

}  // namespace mta::leads
