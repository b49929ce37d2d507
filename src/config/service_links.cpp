#include "config/service_links.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/address_block.h"
#include "base/url.h"

namespace mta::config {
namespace {

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && stop == end && port != 0;
}

bool is_protocol(std::string_view text) { return text == "tcp" || text == "udp" || text == "sctp"; }

/// `tcp://10.96.0.7:8080`
bool is_link(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || !is_protocol(text.substr(0, scheme))) return false;
  const auto authority = parse_authority(text.substr(scheme + 3));
  return authority && is_address(authority->host) && authority->port.value_or(0) != 0;
}

/// Takes the last part of a name off, `_PORT` or such; false where it is another.
bool take_end(std::string_view& name, std::string_view end) {
  if (!name.ends_with(end)) return false;
  name.remove_suffix(end.size());
  return true;
}

/// `..._PORT_8080_TCP`
bool names_a_port(std::string_view name) {
  if (!take_end(name, "_TCP") && !take_end(name, "_UDP") && !take_end(name, "_SCTP")) return false;
  const std::size_t number = name.rfind('_') + 1;
  return is_port(name.substr(number)) && name.substr(0, number).ends_with("_PORT_");
}

/// `..._PORT_8080_TCP_PORT` and its like.
bool is_part_of_a_port(std::string_view name, std::string_view value) {
  if (take_end(name, "_PROTO")) return names_a_port(name) && is_protocol(value);
  if (take_end(name, "_ADDR")) return names_a_port(name) && is_address(value);
  return take_end(name, "_PORT") && names_a_port(name) && is_port(value);
}

}  // namespace

bool is_service_link(std::string_view name, std::string_view value) {
  if (name.ends_with("_SERVICE_HOST")) return is_address(value);
  // `..._SERVICE_PORT`, and `..._SERVICE_PORT_HTTP` for a port that has a name.
  const std::size_t port = name.find("_SERVICE_PORT");
  const std::string_view port_name = name.substr(std::min(port, name.size()));
  if (port_name == "_SERVICE_PORT" || port_name.starts_with("_SERVICE_PORT_")) {
    return is_port(value);
  }
  if (name.ends_with("_PORT") || names_a_port(name)) {
    if (is_link(value)) return true;
  }
  return is_part_of_a_port(name, value);
}

}  // namespace mta::config
