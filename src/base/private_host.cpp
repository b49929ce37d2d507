#include "base/private_host.h"

#include <algorithm>
#include <array>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "base/address_block.h"

namespace mta {
namespace {

namespace ip = boost::asio::ip;

bool is_private_address(const ip::address& address) {
  constexpr auto private_blocks = std::to_array<std::string_view>(
      {"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
       "100.64.0.0/10", "::1", "fc00::/7", "fe80::/10"});
  return std::ranges::any_of(private_blocks, [&](std::string_view text) {
    const auto block = AddressBlock::parse(text);
    return block && block->contains(address);
  });
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

}  // namespace mta
