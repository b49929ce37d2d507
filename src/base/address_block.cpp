#include "base/address_block.h"

#include <charconv>
#include <optional>

namespace mta {

namespace ip = boost::asio::ip;

namespace {

constexpr int mapped_prefix_bits = 96;

/// Nothing where `text` is no whole number from `least` to `most`.
std::optional<int> parse_bits(std::string_view text, int least, int most) {
  int bits = 0;
  const auto [stop, wrong] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const bool whole = wrong == std::errc{} && stop == text.data() + text.size();
  return whole && bits >= least && bits <= most ? std::optional(bits) : std::nullopt;
}

}  // namespace

std::optional<ip::address> parse_address(std::string_view text) {
  boost::system::error_code error;
  const ip::address address = ip::make_address(std::string(text), error);
  return error ? std::nullopt : std::optional(address);
}

ip::address unmapped(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address;
}

std::expected<AddressBlock, std::string> AddressBlock::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) {
    return std::unexpected("\"" + std::string(text) + "\" is no address and no CIDR block");
  }
  const bool is_mapped = unmapped(*address) != *address;
  const int least = is_mapped ? mapped_prefix_bits : 0;
  const int most = address->is_v4() ? 32 : 128;
  int bits = most;
  if (slash != std::string_view::npos) {
    const auto given = parse_bits(text.substr(slash + 1), least, most);
    if (!given) {
      return std::unexpected("\"" + std::string(text) + "\" has no prefix length from " +
                             std::to_string(least) + " to " + std::to_string(most));
    }
    bits = *given;
  }
  return AddressBlock(network_of(unmapped(*address), bits - least));
}

AddressBlock::Network AddressBlock::network_of(const ip::address& address, int prefix_bits) {
  const auto bits = static_cast<unsigned short>(prefix_bits);
  if (address.is_v4()) return ip::network_v4(address.to_v4(), bits).canonical();
  return ip::network_v6(ip::address_v6(address.to_v6().to_bytes()), bits).canonical();
}

bool AddressBlock::contains(const ip::address& given) const {
  const ip::address address = unmapped(given);
  if (address.is_v4() != std::holds_alternative<ip::network_v4>(network_)) return false;
  const int bits =
      std::visit([](const auto& network) { return network.prefix_length(); }, network_);
  return network_of(address, bits) == network_;
}

}  // namespace mta
