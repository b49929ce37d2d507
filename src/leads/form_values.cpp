#include "leads/form_values.h"

#include <algorithm>
#include <ranges>

#include "base/ascii.h"
#include "base/text.h"
#include "base/url.h"

namespace mta::leads {
namespace {

bool is_local_part(std::string_view text) {
  constexpr std::string_view marks = ".!#$%&'*+/=?^_`{|}~-";
  constexpr std::size_t most = 64;  // RFC 5321, 4.5.3.1.1
  return !text.empty() && text.size() <= most &&
         std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || marks.contains(c); });
}

bool is_label(std::string_view text) {
  constexpr std::size_t most = 63;
  return !text.empty() && text.size() <= most && !text.starts_with('-') && !text.ends_with('-') &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  return text.contains('.') && std::ranges::all_of(std::views::split(text, '.'), [](auto label) {
           return is_label(std::string_view(label.begin(), label.end()));
         });
}

}  // namespace

std::optional<std::string> read_email(std::string_view text) {
  constexpr std::size_t most = 254;
  std::string address = lower_ascii(one_line(text));
  const std::size_t at = address.rfind('@');
  if (at == std::string::npos || address.size() > most) return std::nullopt;
  const std::string_view all = address;
  if (!is_local_part(all.substr(0, at)) || !is_domain(all.substr(at + 1))) return std::nullopt;
  return address;
}

std::optional<std::string> read_country(std::string_view text) {
  std::string country = one_line(text);
  for (char& c : country) {
    c = lower_ascii(c);
    if (c < 'a' || c > 'z') return std::nullopt;
    c = static_cast<char>(c - 'a' + 'A');
  }
  if (country.size() != 2) return std::nullopt;
  return country;
}

std::optional<std::string> read_page(std::string_view url) {
  constexpr std::size_t longest_path = 500;
  const auto parsed = parse_url(one_line(url));
  if (!parsed) return std::nullopt;
  const std::string_view path = std::string_view(parsed->path).substr(0, parsed->path.find('?'));
  std::string page = (parsed->tls ? "https://" : "http://") + parsed->authority();
  if (path.size() <= longest_path) page += path;
  return page;
}

std::string one_line(std::string_view text) {
  std::string line;
  bool is_between = false;
  while (!text.empty()) {
    const char32_t c = next_code_point(text);
    if (is_white_space(c)) {
      is_between = !line.empty();
    } else if (!is_removed_control(c)) {
      if (is_between) line += ' ';
      is_between = false;
      append_code_point(line, c);
    }
  }
  return line;
}

}  // namespace mta::leads
