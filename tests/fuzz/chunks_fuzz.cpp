#include <algorithm>
#include <optional>
#include <string>

#include "http/body.h"
#include "server/chunk_framing.h"
#include "server/message_io.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace mta::server;
using mta::test::require;

struct Outcome {
  bool refused = false;
  bool done = false;
  std::size_t used = 0;  // bytes that belong to the body
  std::string body;

  bool operator==(const Outcome&) const = default;
};

/// A chunked body as the connection reads it, `piece` bytes at a time: the framing is checked, then
/// the parser gets it.
Outcome read_chunks(std::string_view input, std::size_t piece) {
  const auto parser = make_message_parser();
  require(parser->put_head("POST /chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
              .has_value(),
          "the head is good");
  ChunkFraming framing;
  Outcome outcome;
  std::string buffer;
  std::size_t checked = 0;
  for (std::size_t at = 0; at < input.size() && !parser->done(); at += piece) {
    buffer += input.substr(at, piece);
    const auto fits = framing.check(std::string_view(buffer).substr(checked));
    if (!fits) return {.refused = true};
    outcome.used += *fits;
    checked += *fits;
    const auto consumed = parser->put_body(std::string_view(buffer).substr(0, checked));
    if (!consumed) return {.refused = true};
    require(*consumed <= checked, "the parser takes what was checked");
    buffer.erase(0, *consumed);
    checked -= *consumed;
    require(!parser->done() || framing.done(), "the body ends nowhere else than the framing says");
    if (framing.done() && !parser->done()) return {.refused = true};
  }
  outcome.done = parser->done();
  if (outcome.done) outcome.body = parser->take_body();
  return outcome;
}

}  // namespace

FUZZ_TARGET(chunks) {
  const Outcome whole = read_chunks(input, input.size() + 1);
  require(whole.body.size() <= mta::http::max_body_bytes, "a body is bounded");
  require(read_chunks(input, 1) == whole, "a byte at a time is the same body");
  require(read_chunks(input, 5) == whole, "five bytes at a time are the same body");
}
