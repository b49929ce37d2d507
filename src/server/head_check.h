#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/error.h"

/// Checks of a request's raw head that Beast 1.81's parser does not make (RFC 9112): what two
/// servers could read in two ways is refused, so that no request can be smuggled behind another.
namespace mta::server {

inline constexpr std::size_t max_head_bytes = std::size_t{16} * 1024;

/// Where the head ends (behind its empty line), 0 while it has not ended yet. Error: a bare LF or a
/// NUL in what has come so far. `checked` is how far an earlier call has looked; pass 0 at first.
Result<std::size_t> find_head_end(std::string_view received, std::size_t& checked);

/// What is wrong with a whole head, its empty line included. Errors: bad_request,
/// http_version_not_supported.
std::optional<Error> check_head(std::string_view head);

}  // namespace mta::server
