#pragma once

#include <string>
#include <vector>

#include "base/address_block.h"
#include "http/message.h"

namespace mta::http {

/// One of the proxies whose word about the visitor's address counts.
bool is_trusted(const boost::asio::ip::address& address, const std::vector<AddressBlock>& trusted);

/// The limiter's unit for whoever sent `request`: one IPv4 address or one IPv6 /64. The TCP peer
/// counts, or, behind trusted proxies, the rightmost entry of X-Forwarded-For that is not one of
/// them. Requests without a usable address share the unit "unknown".
std::string visitor_unit(const Request& request, const std::vector<AddressBlock>& trusted_proxies);

}  // namespace mta::http
