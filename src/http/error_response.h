#pragma once

#include "http/message.h"

namespace mta::http {

struct ErrorTitle {
  int status;
  std::string_view title;  ///< the `error` member
};

/// The contract's table of errors.
ErrorTitle title_of(ErrorKind kind);

/// `{"error","message","request_id"}`, with `retry_after` and its header where the error has one.
Response error_response(const Request& request, const Error& error);

}  // namespace mta::http
