#include "http/visitor_address.h"

#include <algorithm>
#include <ranges>

#include <boost/asio/ip/network_v6.hpp>

namespace mta::http {
namespace {

namespace ip = boost::asio::ip;

/// An entry of X-Forwarded-For without its port: `a.b.c.d:port`, `[v6]:port`, `[v6]`.
std::string_view without_port(std::string_view entry) {
  if (entry.starts_with('[')) {
    const std::size_t end = entry.find(']');
    return end == std::string_view::npos ? entry : entry.substr(1, end - 1);
  }
  const std::size_t colon = entry.find(':');
  const bool one_colon = colon != std::string_view::npos && colon == entry.rfind(':');
  return one_colon ? entry.substr(0, colon) : entry;
}

ip::address forwarded_for(const Request& request, const ip::address& peer,
                          const std::vector<AddressBlock>& trusted) {
  std::vector<std::string_view> entries;
  for (const std::string_view line : request.headers.all("X-Forwarded-For")) {
    std::ranges::copy(list_elements(line), std::back_inserter(entries));
  }
  for (const std::string_view entry : std::views::reverse(entries)) {
    const auto address = parse_address(without_port(entry));
    if (!address) return peer;
    if (!is_trusted(*address, trusted)) return unmapped(*address);
  }
  return peer;
}

std::string unit_of(const ip::address& address) {
  if (address.is_v4()) return address.to_string();
  // The scope (fe80::1%eth0) is not part of the network.
  const ip::address_v6 bare(address.to_v6().to_bytes());
  return ip::network_v6(bare, 64).canonical().to_string();
}

}  // namespace

bool is_trusted(const ip::address& address, const std::vector<AddressBlock>& trusted) {
  return std::ranges::any_of(trusted,
                             [&](const AddressBlock& block) { return block.contains(address); });
}

std::string visitor_unit(const Request& request, const std::vector<AddressBlock>& trusted_proxies) {
  if (!request.peer) return "unknown";
  const ip::address peer = unmapped(*request.peer);
  if (!is_trusted(peer, trusted_proxies)) return unit_of(peer);
  return unit_of(forwarded_for(request, peer, trusted_proxies));
}

}  // namespace mta::http
