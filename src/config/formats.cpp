#include "config/formats.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "core/address_block.h"

namespace mta::config {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool all_alphanumeric_or(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(
      text, [&](char c) { return is_alphanumeric(c) || marks.find(c) != std::string_view::npos; });
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return port;
}

/// host[:port], the host a name, an IPv4 address or an IPv6 address in brackets.
bool is_authority(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(std::string(text.substr(1, end - 1)), error);
    text.remove_prefix(end + 1);
    return !error && (text.empty() || (text.starts_with(':') && parse_port(text.substr(1))));
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && !parse_port(text.substr(colon + 1))) return false;
  const std::string_view host = text.substr(0, colon);
  return !host.empty() && all_alphanumeric_or(host, "-.");
}

/// What is behind `http://` or `https://`; nothing where neither is there.
std::optional<std::string_view> without_scheme(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (url.starts_with(scheme)) return url.substr(scheme.size());
  }
  return std::nullopt;
}

}  // namespace

std::optional<boost::asio::ip::tcp::endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  const auto port = parse_port(text.substr(colon + 1));
  if (error || !port || address.is_v6() != bracketed) return std::nullopt;
  return boost::asio::ip::tcp::endpoint(address, *port);
}

bool is_endpoint(std::string_view text) { return parse_endpoint(text).has_value(); }

bool is_address_block(std::string_view text) { return AddressBlock::parse(text).has_value(); }

bool is_origin(std::string_view text) {
  const auto authority = without_scheme(text);
  return text == "*" || (authority && is_authority(*authority));
}

bool is_not_empty(std::string_view text) { return !text.empty(); }

bool is_base_url(std::string_view text) {
  const auto rest = without_scheme(text);
  if (!rest) return text.empty();
  const std::size_t path = std::min(rest->find('/'), rest->size());
  return is_authority(rest->substr(0, path)) && std::ranges::all_of(rest->substr(path), [](char c) {
           return c > 0x20 && c < 0x7F && c != '?' && c != '#';
         });
}

bool is_region(std::string_view text) {
  return text.empty() || (text.size() <= 32 && all_alphanumeric_or(text, "-") &&
                          text.find('-') != std::string_view::npos);
}

bool is_reasoning_effort(std::string_view text) {
  return text.empty() || text == "low" || text == "medium" || text == "high";
}

bool is_table_name(std::string_view text) {
  return text.size() <= 255 && all_alphanumeric_or(text, "_.-");
}

bool is_metric_namespace(std::string_view text) {
  return !text.empty() && text.size() <= 255 && all_alphanumeric_or(text, ".-_/#:");
}

}  // namespace mta::config
