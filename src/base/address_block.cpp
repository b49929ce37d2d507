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
  return AddressBlock(unmapped(*address), bits - least);
}

bool AddressBlock::contains(const ip::address& given) const {
  const ip::address address = unmapped(given);
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
