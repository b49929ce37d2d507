#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace mta::server {

/// Checks the bytes of a chunked body (RFC 9112, 7.1) before Beast's parser gets them: the parser
/// waits for ever where a chunk's size ends in a bare LF. One checker a body.
class ChunkFraming {
 public:
  /// Checks the next bytes and says how many of them belong to the body; fewer than there are once
  /// done(). Errors: bad_request, request_too_large.
  Result<std::size_t> check(std::string_view bytes);
  [[nodiscard]] bool done() const { return state_ == State::done; }

 private:
  enum class State : std::uint8_t {
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer,
    trailer_lf,
    last_lf,
    done,
  };

  std::optional<Error> take(char c);
  std::optional<Error> take_size(char c);
  std::optional<Error> expect(char c, char expected, State next);
  std::optional<Error> take_line(char c, State line_feed);

  State state_ = State::size;
  std::uint64_t size_ = 0;  // of the chunk, then what of it is still to come
  int digits_ = 0;
  std::size_t data_ = 0;      // bytes of all chunks so far
  std::size_t overhead_ = 0;  // bytes that are no data
};

}  // namespace mta::server
