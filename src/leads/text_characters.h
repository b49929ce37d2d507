#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mta::leads {

/// A character of a text, and the bytes that it takes.
struct Character {
  char32_t c = 0;  ///< a fullwidth form of ASCII as the ASCII character
  int digit = -1;  ///< of any script; -1: no digit
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Those that can be seen: marks of direction and the like are left out.
std::vector<Character> visible_characters(std::string_view text);

bool is_blank(char32_t c);  ///< white space but the end of a line
bool is_ascii_letter(char32_t c);
bool is_latin_letter(char32_t c);  ///< with accents, too
/// A letter of any script, as far as addresses and names need it.
bool is_letter(char32_t c);

}  // namespace mta::leads
