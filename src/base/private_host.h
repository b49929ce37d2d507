#pragma once

#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace mta {

/// True where a host (Url::host) is this machine or one of a private network, as far as its name or
/// address says: loopback, link-local and private addresses (RFC 1918, 4193, 6598), names of one
/// label (`ollama`, as Docker and hosts files have them) and names under domains that no public
/// server can have (RFC 6761, 6762, 8375, `.internal`; Kubernetes' `.svc`). No name is looked up.
bool is_private_host(std::string_view host);

/// True where an address is of the public internet: in none of the special-purpose registries of
/// IANA (RFC 6890), so no loopback, link-local, private, shared or multicast one, and none at which
/// a cloud answers its machines' questions about themselves. An IPv4 address inside an IPv6 one
/// (mapped, or NAT64's, RFC 6052) is judged as what it is.
bool is_public_address(const boost::asio::ip::address& address);

/// False where a host (Url::host) is an address that is not public, a private name, or an IPv4
/// address in a form that only some programs read (`127.1`, `0x7f.1`), as far as it says so itself:
/// a name may lead anywhere, so that what it leads to is to be judged when it is connected to.
bool may_be_public_host(std::string_view host);

}  // namespace mta
