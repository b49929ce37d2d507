#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace mta {

/// An address or a CIDR block, IPv4 or IPv6.
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
