#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "net/call_guard.h"

namespace mta::net {

enum class HttpFault : std::uint8_t {
  connect_failed,   ///< no name, no connection, no TLS, or it ended before the answer's first byte
  connect_timeout,  ///< the time for connecting ran out
  timeout,          ///< another time limit passed
  cut,              ///< the answer broke off
  malformed,        ///< the answer is not HTTP
  too_large,        ///< the answer is larger than allowed
  client_left,      ///< CallLimits::client_gone
};

/// `detail` is for the log: it names hosts and causes, never what was sent or received.
struct HttpError {
  HttpFault fault = HttpFault::connect_failed;
  std::string detail;
  bool sent = false;             ///< some of the request went out: it may have been received
  bool kept_connection = false;  ///< connect_failed on one that had been used before
};

template <class T>
using HttpResult = std::expected<T, HttpError>;

/// Why an operation of a guarded call failed: the guard's reason, else the operation's own.
inline std::unexpected<HttpError> http_failure(const CallGuard& guard, HttpFault on_timeout,
                                               HttpFault otherwise, std::string detail) {
  switch (guard.ending()) {
    case CallGuard::Ending::timed_out:
      return std::unexpected(HttpError{on_timeout, "timed out: " + detail});
    case CallGuard::Ending::client_left:
      return std::unexpected(HttpError{HttpFault::client_left, "the client left"});
    case CallGuard::Ending::none:
      break;
  }
  return std::unexpected(HttpError{otherwise, std::move(detail)});
}

}  // namespace mta::net
