#include "server/chunk_framing.h"

#include <algorithm>

#include "base/ascii.h"
#include "http/body.h"
#include "server/faults.h"

namespace mta::server {
namespace {

// Sizes, extensions and trailers together; a 64 KiB body in chunks of a byte has more, and no
// client that means well sends it.
constexpr std::size_t max_overhead_bytes = std::size_t{256} * 1024;
constexpr int max_size_digits = 8;

}  // namespace

Result<std::size_t> ChunkFraming::check(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && !done()) {
    if (state_ == State::data) {
      const std::size_t data = std::min<std::uint64_t>(size_, bytes.size() - at);
      size_ -= data;
      at += data;
      data_ += data;
      if (data_ > http::max_body_bytes) return std::unexpected(http::body_too_large());
      if (size_ == 0) state_ = State::data_cr;
      continue;
    }
    if (++overhead_ > max_overhead_bytes) {
      return std::unexpected(bad_request("the chunks' sizes and extensions are too long"));
    }
    if (auto error = take(bytes[at])) return std::unexpected(std::move(*error));
    ++at;
  }
  return at;
}

std::optional<Error> ChunkFraming::take(char c) {
  switch (state_) {
    case State::size:
      return take_size(c);
    case State::extension:
      return take_line(c, State::size_lf);
    case State::size_lf:
      digits_ = 0;
      return expect(c, '\n', size_ == 0 ? State::trailer_start : State::data);
    case State::data_cr:
      return expect(c, '\r', State::data_lf);
    case State::data_lf:
      return expect(c, '\n', State::size);
    case State::trailer_start:
      state_ = State::trailer;
      if (c != '\r') return take_line(c, State::trailer_lf);
      state_ = State::last_lf;
      return std::nullopt;
    case State::trailer:
      return take_line(c, State::trailer_lf);
    case State::trailer_lf:
      return expect(c, '\n', State::trailer_start);
    case State::last_lf:
      return expect(c, '\n', State::done);
    case State::data:
    case State::done:
      break;
  }
  return std::nullopt;
}

std::optional<Error> ChunkFraming::take_size(char c) {
  if (const int value = hex_value(c); value >= 0) {
    if (++digits_ > max_size_digits) return bad_request("a chunk is too large");
    size_ = size_ * 16 + static_cast<std::uint64_t>(value);
    return std::nullopt;
  }
  if (digits_ == 0) return bad_request("a chunk has no size");
  if (c == ';') {
    state_ = State::extension;
    return std::nullopt;
  }
  return expect(c, '\r', State::size_lf);
}

std::optional<Error> ChunkFraming::expect(char c, char expected, State next) {
  if (c != expected) return bad_request("a chunk does not end where its size says, or not in CRLF");
  state_ = next;
  return std::nullopt;
}

std::optional<Error> ChunkFraming::take_line(char c, State line_feed) {
  if (c == '\r') {
    state_ = line_feed;
    return std::nullopt;
  }
  const auto byte = static_cast<unsigned char>(c);
  if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
    return bad_request("a chunk's extension or trailer holds control characters");
  }
  return std::nullopt;
}

}  // namespace mta::server
