#include "base/text.h"

#include <array>

namespace mta {
namespace {

constexpr char32_t replacement = U'\uFFFD';

/// Length and first bits of a UTF-8 sequence by its first byte; length 0: not a first byte.
struct Lead {
  std::size_t length;
  char32_t bits;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U};
  return {0, 0};
}

bool is_valid(char32_t code_point, std::size_t length) {
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  return code_point >= least[length] && code_point <= 0x10FFFF && !surrogate;
}

}  // namespace

char32_t next_long_code_point(std::string_view& text) {
  // Arabic and accents.
  if (text.size() > 1) {
    const auto first = static_cast<unsigned char>(text[0]);
    const auto second = static_cast<unsigned char>(text[1]);
    if (first >= 0xC2 && first < 0xE0 && (second & 0xC0U) == 0x80U) {
      text.remove_prefix(2);
      return (first & 0x1FU) << 6U | (second & 0x3FU);
    }
  }
  const auto [length, bits] = lead_of(static_cast<unsigned char>(text.front()));
  char32_t code_point = bits;
  bool broken = length == 0 || text.size() < length;
  for (std::size_t i = 1; !broken && i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    broken = (byte & 0xC0U) != 0x80U;
    code_point = (code_point << 6) | (byte & 0x3FU);
  }
  if (broken || !is_valid(code_point, length)) {
    text.remove_prefix(1);
    return replacement;
  }
  text.remove_prefix(length);
  return code_point;
}

void append_long_code_point(std::string& text, char32_t c) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x10000) {
    put(0xE0U | (c >> 12));
    put(0x80U | ((c >> 6) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  } else {
    put(0xF0U | (c >> 18));
    put(0x80U | ((c >> 12) & 0x3FU));
    put(0x80U | ((c >> 6) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  }
}

bool is_removed_control(char32_t c) {
  return (c < 0x20 && c != U'\t' && c != U'\n') || (c >= 0x7F && c < 0xA0);
}

bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

std::string clean_text(std::string_view text) {
  std::string clean;
  std::string_view kept = text;  // what is copied as it stands, from its start to `text`
  std::size_t end = 0;           // behind the last character that is not white space
  const auto copy = [&](std::string_view until) {
    clean.append(kept, 0, kept.size() - until.size());
    kept = text;
  };
  while (!text.empty()) {
    const std::string_view rest = text;
    const char32_t c = next_code_point(text);
    const bool begins = clean.empty() && kept.size() == rest.size();
    if (is_removed_control(c) || (begins && is_white_space(c))) {
      copy(rest);
      continue;
    }
    if (c == replacement) {
      copy(rest);
      append_code_point(clean, c);
    }
    if (!is_white_space(c)) end = clean.size() + kept.size() - text.size();
  }
  copy(text);
  clean.resize(end);
  return clean;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) next_code_point(text);
  return count;
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t size = count_code_points(text);
  return text.append(size < columns ? columns - size : 0, ' ');
}

}  // namespace mta
