#include "base/private_host.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "base/address_block.h"
#include "base/ascii.h"

namespace mta {
namespace {

namespace ip = boost::asio::ip;

bool is_in(std::string_view block_text, const ip::address& address) {
  const auto block = AddressBlock::parse(block_text);
  return block && block->contains(address);
}

bool is_in_any(std::span<const std::string_view> blocks, const ip::address& address) {
  return std::ranges::any_of(blocks, [&](std::string_view text) { return is_in(text, address); });
}

bool is_private_address(const ip::address& address) {
  constexpr auto private_blocks = std::to_array<std::string_view>(
      {"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
       "100.64.0.0/10", "::1", "fc00::/7", "fe80::/10"});
  return is_in_any(private_blocks, address);
}

/// https://www.iana.org/assignments/iana-ipv4-special-registry and multicast; the last one is where
/// Azure answers its machines.
constexpr auto special_v4_blocks = std::to_array<std::string_view>(
    {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
     "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
     "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16"});

/// What of 2000::/3, the only part of IPv6 that is public, is special:
/// https://www.iana.org/assignments/iana-ipv6-special-registry; 6to4 leads to IPv4 addresses.
constexpr auto special_v6_blocks =
    std::to_array<std::string_view>({"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"});

/// The IPv4 address in the last 32 bits of one under NAT64's well-known prefix; others unchanged.
ip::address without_nat64(const ip::address& address) {
  if (!is_in("64:ff9b::/96", address)) return address;
  const auto bytes = address.to_v6().to_bytes();
  ip::address_v4::bytes_type last{};
  std::copy(bytes.end() - last.size(), bytes.end(), last.begin());
  return ip::address_v4(last);
}

/// No domain ends in a number, and what does is an IPv4 address to some programs:
/// https://url.spec.whatwg.org/#ends-in-a-number-checker
bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() && is_digit(last.front());
}

bool is_private_name(std::string_view name) {
  constexpr auto private_domains = std::to_array<std::string_view>(
      {".localhost", ".local", ".internal", ".home.arpa", ".lan", ".svc"});
  if (name.ends_with('.')) name.remove_suffix(1);
  const bool is_one_label = name.find('.') == std::string_view::npos;
  return is_one_label || std::ranges::any_of(private_domains, [&](std::string_view domain) {
           return name.ends_with(domain);
         });
}

}  // namespace

bool is_private_host(std::string_view host) {
  const auto address = parse_address(host);
  return address ? is_private_address(*address) : is_private_name(host);
}

bool may_be_public_host(std::string_view host) {
  const auto address = parse_address(host);
  if (address) return is_public_address(*address);
  return !is_private_name(host) && !ends_in_number(host);
}

bool is_public_address(const ip::address& address) {
  const ip::address judged = without_nat64(unmapped(address));
  if (judged.is_v4()) return !is_in_any(special_v4_blocks, judged);
  return is_in("2000::/3", judged) && !is_in_any(special_v6_blocks, judged);
}

}  // namespace mta
