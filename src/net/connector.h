#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

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

/// Whether an address may be connected to. Empty: any may.
using AddressFilter = std::function<bool(const boost::asio::ip::address&)>;

/// Errors of both: connect_failed, connect_timeout, client_left.
class Connector {
 public:
  /// `may_connect` is asked of each address that a name leads to, at the moment of connecting, so
  /// that a name cannot lead elsewhere meanwhile; not of the proxy's, which resolves names itself.
  Connector(TrustedRoots roots, ProxyRules rules, AddressFilter may_connect = {});

  /// Tries every address of the host, or of the proxy, in turn, and shakes hands where the origin
  /// wants TLS. Thread-safe.
  Task<HttpResult<std::unique_ptr<Transport>>> connect(const Url& origin, CallGuard& guard,
                                                       SteadyTime deadline);

 private:
  TlsClient tls_;
  ProxyRules rules_;
  AddressFilter may_connect_;
};

}  // namespace mta::net
