#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/url.h"
#include "net/http_error.h"
#include "net/tls.h"
#include "net/transport.h"

namespace mta::net {

/// Which proxy https requests go through, as HTTPS_PROXY and NO_PROXY name it. Requests over plain
/// http go straight to their (mostly local) host.
struct ProxyRules {
  std::optional<Url> proxy;
  std::vector<std::string> exceptions;  ///< in lower case: `host`, `.domain`, `host:port` or `*`

  [[nodiscard]] const Url* proxy_for(const Url& origin) const;
};

/// Errors of both: connect_failed, connect_timeout, client_left.
class Connector {
 public:
  Connector(TrustedRoots roots, ProxyRules rules);

  /// Tries every address of the host, or of the proxy, in turn, and shakes hands where the origin
  /// wants TLS. Thread-safe.
  Task<HttpResult<std::unique_ptr<Transport>>> connect(const Url& origin, CallGuard& guard,
                                                       SteadyTime deadline);

 private:
  TlsClient tls_;
  ProxyRules rules_;
};

}  // namespace mta::net
