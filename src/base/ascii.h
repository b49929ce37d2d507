#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// ASCII, whatever the locale; bytes outside it are left as they are. What people type is the
/// business of base/text.h and catalogue/fold.h.
namespace mta {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

constexpr char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = lower_ascii(c);
  return lower;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower_ascii(x) == lower_ascii(y); });
}

/// Without the characters of `white` at both ends.
constexpr std::string_view trimmed(std::string_view text, std::string_view white = " \t") {
  text.remove_prefix(std::min(text.find_first_not_of(white), text.size()));
  return text.substr(0, text.find_last_not_of(white) + 1);
}

/// -1: no hexadecimal digit.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  c = lower_ascii(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The text with each `%` and two hexadecimal digits as the byte that they are; any other `%` is
/// left (RFC 3986, 2.1).
std::string percent_decoded(std::string_view text);

}  // namespace mta
