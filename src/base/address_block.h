#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace mta {

/// Nothing: `text` is no address, or has brackets or a port.
std::optional<boost::asio::ip::address> parse_address(std::string_view text);
inline bool is_address(std::string_view text) { return parse_address(text).has_value(); }

/// `::ffff:a.b.c.d` as the IPv4 address that it is; any other address unchanged.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

/// An address or a CIDR block, IPv4 or IPv6. IPv4 in IPv6 form (`::ffff:10.0.0.0/104`) is IPv4, in
/// the block and in what it is asked for.
class AddressBlock {
 public:
  /// Error: what is wrong with the text.
  static std::expected<AddressBlock, std::string> parse(std::string_view text);
  [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;

 private:
  using Network = std::variant<boost::asio::ip::network_v4, boost::asio::ip::network_v6>;

  explicit AddressBlock(Network network) : network_(std::move(network)) {}
  /// Of the first bits of an address, whose zone is no part of it.
  static Network network_of(const boost::asio::ip::address& address, int prefix_bits);

  Network network_;
};

}  // namespace mta
