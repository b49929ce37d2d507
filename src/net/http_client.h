#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/call_limits.h"
#include "base/url.h"
#include "net/http_error.h"
#include "net/http_request.h"

namespace mta::net {

struct HttpLimits {
  std::chrono::milliseconds connect{2000};
  std::chrono::milliseconds first_byte{15000};        ///< of the answer, once the request is sent
  std::chrono::milliseconds between_bytes{10000};     ///< of the answer's
  std::size_t body_bytes = std::size_t{1024} * 1024;  ///< larger answers are an error
  CallLimits call;                                    ///< of the whole
  /// A kept connection that the server had closed meanwhile fails before the answer's first byte:
  /// send the request again on a new one. Not for what must not be done twice unnoticed (see
  /// HttpError::kept_connection).
  bool resend = true;
  std::chrono::seconds longest_idle{50};  ///< of a kept connection that may be used
};

/// An answer whose head has arrived and whose body is read as it comes. Destroying it before its
/// end closes the connection.
class HttpResponse {
 public:
  virtual ~HttpResponse() = default;
  [[nodiscard]] virtual int status() const = 0;
  /// The first value.
  [[nodiscard]] virtual std::optional<std::string> header(std::string_view name) const = 0;
  /// The next bytes of the body; none: it is complete. Errors: timeout, cut, malformed, too_large,
  /// client_left.
  virtual Task<HttpResult<std::string>> read() = 0;
  /// Reads what is left, which does not matter any more, for no longer than `limit`, so that the
  /// connection can be kept.
  virtual Task<void> finish(std::chrono::milliseconds limit) = 0;
  /// The rest of the body at once; too_large where it has more than `most` bytes.
  Task<HttpResult<std::string>> read_all(std::size_t most);
};

/// Sends requests. Thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// `origin` says where to connect; its path is not used.
  virtual Task<HttpResult<std::unique_ptr<HttpResponse>>> send(const Url& origin,
                                                               const HttpRequest& request,
                                                               HttpLimits limits) = 0;
};

}  // namespace mta::net
