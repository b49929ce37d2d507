#include "server/chunk_framing.h"

#include <string>

#include <gtest/gtest.h>

namespace mta::server {
namespace {

bool accepts(const std::string& body) {
  ChunkFraming framing;
  const auto used = framing.check(body);
  return used && framing.done() && *used == body.size();
}

TEST(ChunkFraming, AcceptsTheGrammarWholeAndByteByByte) {
  for (const std::string body :
       {"0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "5;a=b;c=\"d\"\r\nhello\r\n0;x\r\n\r\n",
        "A\r\n0123456789\r\n1\r\nx\r\n00\r\nTrailer: y\r\nOther: z\r\n\r\n"}) {
    EXPECT_TRUE(accepts(body)) << body;
    ChunkFraming framing;
    for (const char c : body) ASSERT_EQ(framing.check({&c, 1}).value(), 1U) << body;
    EXPECT_TRUE(framing.done());
  }
}

TEST(ChunkFraming, StopsWhereTheNextRequestBegins) {
  ChunkFraming framing;
  EXPECT_EQ(framing.check("0\r\n\r\nGET / HTTP/1.1").value(), 5U);
}

TEST(ChunkFraming, RefusesTheRest) {
  for (const std::string body :
       {"5\nhello\r\n0\r\n\r\n", "\r\n", "x\r\n", " 5\r\nhello", "5 \r\nhello", "+5\r\n", "0x5\r\n",
        "5\r\nhelloX\r\n", "5\r\nhello\n0\r\n", "123456789\r\n", "5;\x01\r\n", "0\r\nA: b\n\r\n",
        "5\rxhello"}) {
    ChunkFraming framing;
    const auto used = framing.check(body);
    ASSERT_FALSE(used) << body;
    EXPECT_EQ(used.error().kind, ErrorKind::bad_request);
  }
}

TEST(ChunkFraming, BoundsDataAndOverhead) {
  ChunkFraming large;
  EXPECT_EQ(large.check("10001\r\n" + std::string(0x10001, 'x')).error().kind,
            ErrorKind::request_too_large);
  ChunkFraming chatty;
  EXPECT_FALSE(chatty.check("1;" + std::string(300'000, 'x')));
}

}  // namespace
}  // namespace mta::server
