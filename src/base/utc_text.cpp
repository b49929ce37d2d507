#include "base/utc_text.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace mta {

std::string utc_text(Timestamp time, const char* format) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 40> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &utc)};
}

std::string rfc3339(Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  std::array<char, 8> milliseconds{};
  std::snprintf(milliseconds.data(), milliseconds.size(), ".%03dZ",
                static_cast<int>((time - seconds).count()));
  return utc_text(time, "%Y-%m-%dT%H:%M:%S") + milliseconds.data();
}

std::optional<Timestamp> rfc3339_time(std::string_view text) {
  std::tm utc{};
  const std::string copy(text);
  const char* const rest = strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (rest == nullptr) return std::nullopt;
  const Timestamp seconds{std::chrono::seconds(timegm(&utc))};
  text.remove_prefix(static_cast<std::size_t>(rest - copy.c_str()));
  if (text == "Z") return seconds;
  int milliseconds = 0;
  constexpr std::size_t length = std::string_view(".789Z").size();
  if (text.size() != length || text.front() != '.' || text.back() != 'Z') return std::nullopt;
  const auto [end, error] =
      std::from_chars(text.data() + 1, text.data() + length - 1, milliseconds);
  const bool is_number = error == std::errc() && end == text.data() + length - 1;
  if (!is_number || milliseconds < 0) return std::nullopt;
  return seconds + std::chrono::milliseconds(milliseconds);
}

}  // namespace mta
