#pragma once

#include <memory>
#include <string>

#include "net/http_error.h"
#include "net/transport.h"

namespace mta::net {

/// Where trusted certificate authorities are read from; empty: the system's own.
struct TrustedRoots {
  std::string file;    ///< a bundle in PEM (SSL_CERT_FILE)
  std::string folder;  ///< named by hash, as `c_rehash` does (SSL_CERT_DIR)
};

/// TLS 1.2 or newer as a client; the server's certificate must be good for the host's name (or
/// address). The roots are read on the first use: a bundle takes 30 ms, a hashed folder almost
/// nothing. Thread-safe.
class TlsClient {
 public:
  explicit TlsClient(TrustedRoots roots);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  /// Shakes hands over a connected socket. `guard` must outlive the task and be given the abort of
  /// what comes back by the caller.
  Task<HttpResult<std::unique_ptr<Transport>>> connect(boost::asio::ip::tcp::socket socket,
                                                       const std::string& host, CallGuard& guard);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace mta::net
