#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mta {

/// `host`, `host:port`, `[v6]`, `[v6]:port` (RFC 3986, 3.2).
struct Authority {
  /// In lower case; of an IPv6 address without its brackets and its zone.
  std::string host;
  std::string zone;                   ///< `eth0` of `[fe80::1%eth0]` (also `%25eth0`, RFC 6874)
  std::optional<std::uint16_t> port;  ///< 0 is read: it means something where one listens

  /// `host`, an IPv6 address in brackets, its zone left out: no other machine knows what it means.
  [[nodiscard]] std::string bracketed_host() const;
  /// What is connected to: an address with its zone, or a name.
  [[nodiscard]] std::string host_with_zone() const;
};

/// Names may have letters, digits and - . _ (which Docker puts into names); an address in brackets
/// must be one.
std::optional<Authority> parse_authority(std::string_view text);

/// An http or https URL.
struct Url {
  bool tls = false;
  std::string userinfo;  ///< `user:password`, percent-decoded; empty: none
  std::string host;      ///< as in Authority
  std::string zone;      ///< as in Authority
  std::uint16_t port = 0;
  std::string path;  ///< with its query; empty or begins with a slash

  /// The Host header's value: the port only where it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  /// `host:port`, an IPv6 host in brackets, without its zone.
  [[nodiscard]] std::string host_and_port() const;
  /// As in Authority.
  [[nodiscard]] std::string host_with_zone() const;
};

/// Nothing where `text` is no such URL, or its port is 0. A fragment is left out.
std::optional<Url> parse_url(std::string_view text);

}  // namespace mta
