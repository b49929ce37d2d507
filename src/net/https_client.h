#pragma once

#include <memory>
#include <string_view>

#include "net/connector.h"
#include "net/http_client.h"

namespace mta::net {

/// A request whose body is sent while it is made (chunked). Destroying it before `finish` closes
/// the connection.
class HttpUpload {
 public:
  virtual ~HttpUpload() = default;
  virtual Task<HttpResult<void>> write(std::string_view piece) = 0;
  /// Ends the body with trailer fields (`Name: value\r\n` each) and waits for the answer's head.
  virtual Task<HttpResult<std::unique_ptr<HttpResponse>>> finish(std::string_view trailers) = 0;
};

/// HTTP/1.1 (RFC 9112). Connections are kept for each event loop; requests on one client may run on
/// any number of loops.
class HttpsClient final : public HttpClient {
 public:
  /// `clock` must outlive it.
  HttpsClient(TrustedRoots roots, ProxyRules proxy, const Clock& clock,
              AddressFilter may_connect = {})
      : connector_(std::move(roots), std::move(proxy), std::move(may_connect)), clock_(clock) {}

  Task<HttpResult<std::unique_ptr<HttpResponse>>> send(const Url& origin,
                                                       const HttpRequest& request,
                                                       HttpLimits limits) override;

  /// Sends the head of `request`, whose body is not used.
  Task<HttpResult<std::unique_ptr<HttpUpload>>> open(const Url& origin, const HttpRequest& request,
                                                     HttpLimits limits);

 private:
  Connector connector_;
  const Clock& clock_;
};

}  // namespace mta::net
