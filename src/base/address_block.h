#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

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
  AddressBlock(boost::asio::ip::address first, int prefix_bits)
      : first_(std::move(first)), prefix_bits_(prefix_bits) {}
  boost::asio::ip::address first_;
  int prefix_bits_;
};

}  // namespace mta
