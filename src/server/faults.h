#pragma once

#include <chrono>
#include <string>

#include "base/error.h"

/// The errors that the server itself finds.
namespace mta::server {

inline Error transport_error(ErrorKind kind, std::string message) {
  return {.kind = kind, .message = std::move(message)};
}

/// `what` completes "The request is not valid HTTP: ...".
inline Error bad_request(std::string what) {
  return transport_error(ErrorKind::bad_request,
                         "The request is not valid HTTP: " + std::move(what));
}

inline Error version_not_supported() {
  return transport_error(ErrorKind::http_version_not_supported,
                         "Only HTTP/1.1 and HTTP/1.0 are spoken here");
}

inline Error unavailable() {
  return {.kind = ErrorKind::unavailable,
          .message = "The service cannot take this request now. Please try again.",
          .retry_after = std::chrono::seconds(5)};
}

}  // namespace mta::server
