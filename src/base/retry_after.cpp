#include "base/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <string>

namespace mta {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A number too large to count is a long time.
std::chrono::seconds clamped(std::string_view digits, std::chrono::seconds longest) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? std::min(std::chrono::seconds(value), longest) : longest;
}

/// RFC 9110, 5.6.7: IMF-fixdate, and the two obsolete forms, all in UTC.
std::optional<std::chrono::sys_seconds> http_date(const std::string& text) {
  constexpr std::array forms{"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                             "%a %b %e %H:%M:%S %Y"};
  for (const char* form : forms) {
    std::tm parts{};
    const char* const end = strptime(text.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') {
      return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> retry_after(std::string_view value, Timestamp now,
                                                std::chrono::seconds longest) {
  if (is_number(value)) return clamped(value, longest);
  const auto date = http_date(std::string(value));
  if (!date) return std::nullopt;
  const auto today = std::chrono::floor<std::chrono::seconds>(now);
  if (*date <= today) return std::chrono::seconds(0);
  return *date > today + longest ? longest : *date - today;
}

}  // namespace mta
