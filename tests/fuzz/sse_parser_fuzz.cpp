#include <string>

#include "net/sse_parser.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

std::string events_of(std::string_view input, std::size_t piece) {
  mta::net::SseParser parser;
  std::string events;
  const auto note = [&](const auto& event) { events += event.type + '\x1e' + event.data + '\x1f'; };
  for (std::size_t at = 0; at < input.size(); at += piece) {
    if (!parser.feed(input.substr(at, piece), note)) return events;
  }
  parser.finish(note);
  return events;
}

}  // namespace

FUZZ_TARGET(sse_parser) {
  const std::string whole = events_of(input, input.size() + 1);
  mta::test::require(events_of(input, 1) == whole, "a byte at a time gives the same events");
  mta::test::require(events_of(input, 3) == whole, "three bytes at a time give the same events");
}
