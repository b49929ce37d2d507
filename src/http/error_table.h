#pragma once

#include <string_view>

#include "base/error.h"

namespace mta::http {

struct ErrorTitle {
  int status;
  std::string_view title;  ///< the `error` member of our own protocol
};

/// The contract's table of errors.
ErrorTitle title_of(ErrorKind kind);

/// After this failure the connection must not be used again.
bool closes_connection(ErrorKind kind);

}  // namespace mta::http
