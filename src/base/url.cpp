#include "base/url.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <boost/asio/ip/address_v6.hpp>

#include "base/ascii.h"

namespace mta {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;
constexpr std::size_t longest_name = 255;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, is_name_char);
}

/// What stands between brackets. The zone is kept apart from the address: whatever compares or
/// sends the address must not see it.
bool take_address(std::string_view text, Authority& authority) {
  const std::size_t percent = text.find('%');
  authority.host = lower_ascii(text.substr(0, percent));
  if (percent != std::string_view::npos) {
    std::string_view zone = text.substr(percent + 1);
    if (zone.starts_with("25") && zone.size() > 2) zone.remove_prefix(2);
    authority.zone = zone;
    if (!is_name(lower_ascii(zone))) return false;
  }
  boost::system::error_code error;
  boost::asio::ip::make_address_v6(authority.host, error);
  return !error;
}

bool take_port(std::string_view text, Authority& authority) {
  if (text.empty()) return true;
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 1, end, port);
  authority.port = port;
  return text.starts_with(':') && error == std::errc() && stop == end;
}

/// Takes `http://` or `https://` off; nothing where neither is there.
std::optional<bool> take_scheme(std::string_view& text) {
  for (const auto& [scheme, tls] : {std::pair("http://", false), std::pair("https://", true)}) {
    const std::string_view name(scheme);
    if (lower_ascii(text.substr(0, name.size())) != name) continue;
    text.remove_prefix(name.size());
    return tls;
  }
  return std::nullopt;
}

std::string with_zone(const std::string& host, const std::string& zone) {
  return zone.empty() ? host : host + "%" + zone;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

std::string Authority::bracketed_host() const { return bracketed(host); }
std::string Authority::host_with_zone() const { return with_zone(host, zone); }

std::optional<Authority> parse_authority(std::string_view text) {
  Authority authority;
  std::size_t host_end = std::min(text.find(':'), text.size());
  if (text.starts_with('[')) {
    host_end = text.find(']');
    if (host_end == std::string_view::npos) return std::nullopt;
    if (!take_address(text.substr(1, host_end - 1), authority)) return std::nullopt;
    ++host_end;
  } else {
    authority.host = lower_ascii(text.substr(0, host_end));
    if (!is_name(authority.host)) return std::nullopt;
  }
  if (!take_port(text.substr(host_end), authority)) return std::nullopt;
  return authority;
}

std::string Url::host_and_port() const { return bracketed(host) + ":" + std::to_string(port); }

std::string Url::authority() const {
  const bool usual = port == (tls ? https_port : http_port);
  return usual ? bracketed(host) : host_and_port();
}

std::string Url::host_with_zone() const { return with_zone(host, zone); }

std::optional<Url> parse_url(std::string_view text) {
  const auto tls = take_scheme(text);
  const bool readable = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
  if (!tls || !readable) return std::nullopt;
  Url url{.tls = *tls};
  const std::size_t path = std::min(text.find_first_of("/?#"), text.size());
  url.path = text.substr(path, text.find('#') - path);
  if (url.path.starts_with('?')) url.path.insert(0, "/");
  std::string_view rest = text.substr(0, path);
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    url.userinfo = percent_decoded(rest.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  auto authority = parse_authority(rest);
  if (!authority || authority->port == 0) return std::nullopt;
  url.host = std::move(authority->host);
  url.zone = std::move(authority->zone);
  url.port = authority->port.value_or(*tls ? https_port : http_port);
  return url;
}

}  // namespace mta
