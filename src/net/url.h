#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mta::net {

/// An http or https URL.
struct Url {
  bool tls = false;
  std::string userinfo;  ///< `user:password`, percent-decoded; empty: none
  std::string host;      ///< in lower case, without the brackets of an IPv6 address
  std::uint16_t port = 0;
  std::string path;  ///< with its query; empty or begins with a slash

  /// The Host header's value: the port only where it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  /// `host:port`, an IPv6 host in brackets.
  [[nodiscard]] std::string host_and_port() const;
};

/// Nothing where `text` is no such URL.
std::optional<Url> parse_url(std::string_view text);

}  // namespace mta::net
