#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/address_block.h"
#include "base/url.h"
#include "http/steps.h"

namespace mta::http {
namespace {

/// Without its port and the root's dot; empty where it is no host.
std::string name_of(std::string_view host) {
  auto authority = parse_authority(host);
  if (!authority) return {};
  if (authority->host.ends_with('.')) authority->host.pop_back();
  return authority->host;
}

}  // namespace

Step<Handler> require_known_host(std::vector<std::string> names) {
  names.emplace_back("localhost");
  for (std::string& name : names) name = name_of(name);
  return check([names = std::move(names)](Exchange& exchange) -> Result<void> {
    const auto host = exchange.request().headers.get("Host");
    const std::string asked = host ? name_of(*host) : std::string();
    const bool is_ours = !asked.empty() && std::ranges::find(names, asked) != names.end();
    if (!host || is_ours || is_address(asked)) return {};
    return std::unexpected(Error{.kind = ErrorKind::host_not_allowed,
                                 .message = "This listener answers for addresses, localhost and "
                                            "the names in server.admin_hosts"});
  });
}

}  // namespace mta::http
