#include "net/sse_parser.h"

#include <vector>

#include <gtest/gtest.h>

namespace mta::net {
namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

/// Fed in pieces of `size` bytes.
Events parse(const std::string& stream, std::size_t size) {
  SseParser parser;
  Events events;
  for (std::size_t at = 0; at < stream.size(); at += size) {
    EXPECT_TRUE(parser.feed(stream.substr(at, size), [&](const SseParser::Event& event) {
      events.emplace_back(event.type, event.data);
    }));
  }
  return events;
}

void expect_events(const std::string& stream, const Events& expected) {
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    EXPECT_EQ(parse(stream, size), expected) << "pieces of " << size;
  }
}

TEST(SseParser, EveryLineBreakEndsALine) {
  expect_events("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata: d\n\r\ndata: e\r\n\n",
                {{"", "a"}, {"", "b"}, {"", "c"}, {"", "d"}, {"", "e"}});
}

TEST(SseParser, DataLinesAreJoined) {
  expect_events("data: a\ndata:\ndata:  b\ndata\n\n", {{"", "a\n\n b\n"}});
  expect_events("data\n\n", {{"", ""}});
}

TEST(SseParser, TypesCommentsAndUnknownFields) {
  expect_events(
      ": ping\n\nevent: error\nid: 7\nretry: 5\nother: x\ndata: y\n:c\n\nevent: lost\n\ndata: "
      "z\n\n",
      {{"error", "y"}, {"", "z"}});
}

TEST(SseParser, ABomIsSkippedAtTheStartAlone) {
  expect_events(
      "\xEF\xBB\xBF"
      "data: a\n\n",
      {{"", "a"}});
  expect_events(
      "data: a\n\xEF\xBB\xBF"
      "data: b\n\n",
      {{"", "a"}});
}

TEST(SseParser, AnEventThatTheStreamsEndCutsIsGivenAtTheEnd) {
  expect_events("data: a\n\ndata: b\n", {{"", "a"}});
  for (const char* cut : {"event: x\ndata: b\n", "event: x\ndata: b", "event: x\ndata: b\r"}) {
    SseParser parser;
    Events events;
    const auto note = [&](const auto& event) { events.emplace_back(event.type, event.data); };
    EXPECT_TRUE(parser.feed(cut, note));
    EXPECT_TRUE(events.empty());
    parser.finish(note);
    EXPECT_EQ(events, (Events{{"x", "b"}})) << cut;
  }
}

TEST(SseParser, AtTheEndNothingIsMadeUp) {
  SseParser parser;
  const auto fail = [](const SseParser::Event&) { FAIL(); };
  EXPECT_TRUE(parser.feed("event: x\n: comment", fail));
  parser.finish(fail);
}

TEST(SseParser, ALineWithoutEndIsRefused) {
  SseParser parser;
  const std::string piece(64 * 1024, 'x');
  bool ok = parser.feed("data: ", [](const SseParser::Event&) {});
  for (int i = 0; ok && i < 100; ++i) ok = parser.feed(piece, [](const SseParser::Event&) {});
  EXPECT_FALSE(ok);
}

}  // namespace
}  // namespace mta::net
