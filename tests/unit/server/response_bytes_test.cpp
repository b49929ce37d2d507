#include <gtest/gtest.h>

#include "server/message_io.h"

namespace mta::server {
namespace {

constexpr std::string_view date = "Tue, 15 Nov 1994 08:12:31 GMT";

http::Response response(int status, std::string body) {
  http::Response made{.status = status, .body = std::move(body)};
  made.headers.add("X-One", "1");
  made.headers.add("x-two", "2");
  return made;
}

TEST(ResponseBytes, StatusLineFieldsInTheirOrderAndBody) {
  EXPECT_EQ(serialize(response(429, "late"), {}, date),
            "HTTP/1.1 429 Too Many Requests\r\nX-One: 1\r\nx-two: 2\r\n"
            "Date: Tue, 15 Nov 1994 08:12:31 GMT\r\nContent-Length: 4\r\n\r\nlate");
}

TEST(ResponseBytes, TheConnectionIsNamedWhereTheVersionMeansTheOther) {
  const auto connection = [](unsigned version, bool keep_alive) {
    const std::string bytes =
        serialize(response(200, ""), {.version = version, .keep_alive = keep_alive}, date);
    const std::size_t field = bytes.find("Connection: ");
    return field == std::string::npos ? "" : bytes.substr(field, bytes.find('\r', field) - field);
  };
  EXPECT_EQ(connection(11, true), "");
  EXPECT_EQ(connection(11, false), "Connection: close");
  EXPECT_EQ(connection(10, true), "Connection: keep-alive");
  EXPECT_EQ(connection(10, false), "");
  EXPECT_TRUE(serialize(response(200, ""), {.version = 10}, date).starts_with("HTTP/1.0 200 OK"));
}

/// What came behind these heads would be read as the next response (glaze#2917).
TEST(ResponseBytes, AHeadThatEndsTheResponseHasNoBodyBehindIt) {
  const std::string head = serialize(response(404, "lost"), {.head_only = true}, date);
  EXPECT_TRUE(head.ends_with("Content-Length: 4\r\n\r\n")) << head;
  const std::string no_content = serialize(response(204, "a mistake"), {}, date);
  EXPECT_TRUE(no_content.ends_with("GMT\r\n\r\n")) << no_content;
}

TEST(ResponseBytes, AStreamIsChunkedOrEndsWithTheConnection) {
  EXPECT_TRUE(serialize_stream_head(response(200, ""), {}, date)
                  .ends_with("GMT\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const ResponseFraming until_closed{.version = 10, .keep_alive = false};
  EXPECT_TRUE(
      serialize_stream_head(response(200, ""), until_closed, date).ends_with("GMT\r\n\r\n"));
  EXPECT_EQ(chunk("abc"), "3\r\nabc\r\n");
  EXPECT_EQ(chunk(""), "0\r\n\r\n");
}

}  // namespace
}  // namespace mta::server
