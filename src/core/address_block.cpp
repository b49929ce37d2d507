#include "core/address_block.h"

#include <charconv>

namespace mta {

namespace ip = boost::asio::ip;

std::expected<AddressBlock, std::string> AddressBlock::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  boost::system::error_code error;
  const ip::address address = ip::make_address(std::string(text.substr(0, slash)), error);
  if (error)
    return std::unexpected("\"" + std::string(text) + "\" is no address and no CIDR block");
  const int widest = address.is_v4() ? 32 : 128;
  int bits = widest;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [stop, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (wrong != std::errc{} || stop != digits.data() + digits.size() || bits < 0 ||
        bits > widest) {
      return std::unexpected("\"" + std::string(text) + "\" has no prefix length from 0 to " +
                             std::to_string(widest));
    }
  }
  return AddressBlock(address, bits);
}

bool AddressBlock::contains(const ip::address& address) const {
  const auto same_prefix = [this](const auto& a, const auto& b) {
    int bits = prefix_bits_;
    for (std::size_t i = 0; i < a.size() && bits > 0; ++i, bits -= 8) {
      const unsigned mask = bits >= 8 ? 0xFFU : (0xFFU << (8 - bits)) & 0xFFU;
      if ((a[i] & mask) != (b[i] & mask)) return false;
    }
    return true;
  };
  if (first_.is_v4() != address.is_v4()) return false;
  return first_.is_v4() ? same_prefix(first_.to_v4().to_bytes(), address.to_v4().to_bytes())
                        : same_prefix(first_.to_v6().to_bytes(), address.to_v6().to_bytes());
}

}  // namespace mta
