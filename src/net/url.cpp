#include "net/url.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace mta::net {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
            text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

/// `host`, `host:port`, `[v6]` or `[v6]:port`.
bool take_authority(std::string_view text, Url& url) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    url.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    url.host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (url.host.empty()) return false;
  if (port.empty()) return true;
  if (!port.starts_with(':')) return false;
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
  return error == std::errc() && end == port.data() + port.size() && url.port != 0;
}

}  // namespace

std::string Url::host_and_port() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return name + ":" + std::to_string(port);
}

std::string Url::authority() const {
  const std::string full = host_and_port();
  const bool usual = port == (tls ? https_port : http_port);
  return usual ? full.substr(0, full.rfind(':')) : full;
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  if (text.starts_with("https://")) {
    url.tls = true;
  } else if (!text.starts_with("http://")) {
    return std::nullopt;
  }
  text.remove_prefix(url.tls ? 8 : 7);
  url.port = url.tls ? https_port : http_port;
  const std::size_t path = std::min(text.find_first_of("/?#"), text.size());
  url.path = text.substr(path, text.find('#') - path);
  if (url.path.starts_with('?')) url.path.insert(0, "/");
  std::string_view authority = text.substr(0, path);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.userinfo = percent_decoded(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  if (!take_authority(authority, url)) return std::nullopt;
  std::ranges::transform(url.host, url.host.begin(),
                         [](unsigned char c) { return std::tolower(c); });
  return url;
}

}  // namespace mta::net
