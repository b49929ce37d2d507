#pragma once

#include <string_view>

namespace mta {

/// True where a host (Url::host) is this machine or one of a private network, as far as its name or
/// address says: loopback, link-local and private addresses (RFC 1918, 4193, 6598), names of one
/// label (`ollama`, as Docker and hosts files have them) and names under domains that no public
/// server can have (RFC 6761, 6762, 8375, `.internal`; Kubernetes' `.svc`). No name is looked up.
bool is_private_host(std::string_view host);

}  // namespace mta
