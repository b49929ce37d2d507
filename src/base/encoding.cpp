#include "base/encoding.h"

#include <algorithm>

#include "base/text.h"

namespace mta {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Takes one character off `text`; false: it is broken.
bool take_character(std::string_view& text) {
  constexpr std::string_view encoded_replacement = "\xEF\xBF\xBD";
  const std::string_view before = text;
  constexpr char32_t replacement = U'\uFFFD';
  return next_code_point(text) != replacement || before.starts_with(encoded_replacement);
}

/// Arabic words in a code page are runs of bytes above ASCII, in which accents of European words
/// stand alone.
bool is_mostly_runs(std::string_view text) {
  std::size_t alone = 0;
  std::size_t in_runs = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto* const begin = text.begin() + at;
    const auto length = static_cast<std::size_t>(std::find_if(begin, text.end(), is_ascii) - begin);
    (length > 2 ? in_runs : alone) += length;
    at += length + 1;
  }
  return in_runs > alone;
}

/// A damaged UTF-8 file has many whole characters above ASCII, one in a code page next to none.
bool is_mostly_utf8(std::string_view text) {
  std::size_t whole = 0;
  std::size_t broken = 0;
  while (!text.empty()) {
    const bool ascii = is_ascii(text.front());
    const bool fine = take_character(text);
    if (!ascii) ++(fine ? whole : broken);
  }
  return whole > broken;
}

std::string_view describe(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return "it looks like UTF-16";
  if (text.contains('\0')) return "it looks like UTF-16 without a byte order mark";
  if (is_mostly_utf8(text)) return "a character in this line is damaged";
  return is_mostly_runs(text) ? "it looks like Windows-1256 (Arabic)"
                              : "it looks like Windows-1252 (Western European)";
}

}  // namespace

std::optional<EncodingProblem> find_encoding_problem(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t at = text.size() - rest.size();
    if (rest.front() == '\0' || !take_character(rest)) {
      const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
      return EncodingProblem{.line = static_cast<std::size_t>(line), .described = describe(text)};
    }
  }
  return std::nullopt;
}

std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

}  // namespace mta
