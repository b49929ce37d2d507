#include "providers/openai/surrogates.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/text.h"

namespace mta::providers::openai {
namespace {

constexpr std::size_t escape_size = 6;
constexpr std::size_t half_size = 3;
constexpr std::string_view replacement = "\uFFFD";

bool is_first(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_second(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// The code unit of the `\uXXXX` that `text` begins with; 0: it begins with none.
char32_t escaped_unit(std::string_view text) {
  if (text.size() < escape_size || !text.starts_with("\\u")) return 0;
  std::uint32_t unit = 0;
  const char* const end = text.data() + escape_size;
  const auto [read_to, error] = std::from_chars(text.data() + 2, end, unit, 16);
  return error == std::errc() && read_to == end ? char32_t{unit} : 0;
}

/// The half whose three bytes `text` begins with; 0: it begins with none.
char32_t half_in_bytes(std::string_view text) {
  if (text.size() < half_size || text[0] != '\xED') return 0;
  const auto middle = static_cast<unsigned char>(text[1]);
  const auto last = static_cast<unsigned char>(text[2]);
  if (middle < 0xA0 || middle > 0xBF || (last & 0xC0U) != 0x80U) return 0;
  return 0xD000U | (char32_t{middle & 0x3FU} << 6) | (last & 0x3FU);
}

char32_t joined(char32_t first, char32_t second) {
  return 0x10000U + ((first - 0xD800U) << 10) + (second - 0xDC00U);
}

}  // namespace

std::string with_bytes_for_lone_halves(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  while (true) {
    const std::size_t escape = json.find('\\');
    result += json.substr(0, escape);
    if (escape == std::string_view::npos) return result;
    json.remove_prefix(escape);
    const char32_t unit = escaped_unit(json);
    const bool is_pair = is_first(unit) && is_second(escaped_unit(json.substr(escape_size)));
    std::size_t used = unit == 0 ? 2 : is_pair ? 2 * escape_size : escape_size;
    used = std::min(used, json.size());
    if (!is_pair && (is_first(unit) || is_second(unit))) {
      append_code_point(result, unit);
    } else {
      result += json.substr(0, used);
    }
    json.remove_prefix(used);
  }
}

std::string SurrogateJoiner::take(std::string_view text) {
  const std::string all = std::exchange(waiting_, {}).append(text);
  std::string_view rest = all;
  std::string result;
  while (true) {
    const std::size_t lead = rest.find('\xED');
    result += rest.substr(0, lead);
    if (lead == std::string_view::npos) return result;
    rest.remove_prefix(lead);
    const char32_t half = half_in_bytes(rest);
    if (half == 0) {
      result += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    if (is_first(half) && rest.size() == half_size) {
      waiting_ = rest;
      return result;
    }
    const char32_t next = half_in_bytes(rest.substr(half_size));
    const bool is_pair = is_first(half) && is_second(next);
    append_code_point(result, is_pair ? joined(half, next) : U'\uFFFD');
    rest.remove_prefix(is_pair ? 2 * half_size : half_size);
  }
}

std::string SurrogateJoiner::finish() {
  return std::exchange(waiting_, {}).empty() ? "" : std::string(replacement);
}

}  // namespace mta::providers::openai
