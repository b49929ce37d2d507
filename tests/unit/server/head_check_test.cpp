#include "server/head_check.h"

#include <gtest/gtest.h>

namespace mta::server {
namespace {

std::optional<ErrorKind> fault(const std::string& head) {
  const auto error = check_head(head);
  return error ? std::optional(error->kind) : std::nullopt;
}

std::string with(const std::string& fields) {
  return "POST /chat HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

TEST(HeadCheck, AcceptsWhatIsRight) {
  EXPECT_FALSE(fault(with("")));
  EXPECT_FALSE(fault(with("Content-Length: 5\r\n")));
  EXPECT_FALSE(fault(with("Transfer-Encoding: Chunked\r\n")));
  EXPECT_FALSE(fault(with("X-Empty:\r\nX-Text: \t caf\xC3\xA9 \r\n")));
  EXPECT_FALSE(fault("GET / HTTP/1.0\r\n\r\n")) << "HTTP/1.0 needs no Host";
  for (const char* host :
       {"a", "a.example:8080", "127.0.0.1", "[::1]", "[::1]:80", "xn--a_b", "a%C3%A9", "a,b"}) {
    EXPECT_FALSE(fault("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n")) << host;
  }
}

TEST(HeadCheck, RefusesWhatTwoServersCouldReadInTwoWays) {
  for (const char* fields : {
           "Transfer-Encoding: gzip\r\n",
           "Transfer-Encoding: chunked, gzip\r\n",
           "Transfer-Encoding: gzip, chunked\r\n",
           "Transfer-Encoding: xchunked\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
           "Content-Length: 5\r\nContent-Length: 5\r\n",
           "Content-Length: 5, 5\r\n",
           "Content-Length: +5\r\n",
           "Content-Length: 0x5\r\n",
           "Content-Length:\r\n",
           "X-A: b\r\n folded\r\n",
           "X-A : b\r\n",
           "X A: b\r\n",
           ": b\r\n",
           "no colon\r\n",
           "X-A: a\rb\r\n",
           "X-A: a\x01\r\n",
           "X-A: a\x7F\r\n",
           "Host: b\r\n",
       }) {
    EXPECT_EQ(fault(with(fields)), ErrorKind::bad_request) << fields;
  }
  EXPECT_EQ(fault("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), ErrorKind::bad_request);
  EXPECT_EQ(fault("GET / HTTP/1.1\r\n\r\n"), ErrorKind::bad_request) << "no Host";
  for (const char* host :
       {"", "a b", "a/b", "a@b", "a:x", "a:999999", "[::1", "[zz]", "a%zz", "a%4", "%", "a%%41"}) {
    EXPECT_EQ(fault("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"),
              ErrorKind::bad_request)
        << host;
  }
}

TEST(HeadCheck, RequestLines) {
  for (const char* line :
       {"GET /", "GET  HTTP/1.1", "G(T / HTTP/1.1", "GET / HTTP/1.1 ", "/ HTTP/1.1",
        "GET /a b HTTP/1.1", "GET /\xC3\xA9 HTTP/1.1", "GET / http/1.1", "GET / HTTP/11"}) {
    EXPECT_EQ(fault(std::string(line) + "\r\nHost: a\r\n\r\n"), ErrorKind::bad_request) << line;
  }
  for (const char* version : {"HTTP/1.2", "HTTP/1.9"}) {
    EXPECT_FALSE(fault("GET / " + std::string(version) + "\r\nHost: a\r\n\r\n")) << version;
  }
  for (const char* version : {"HTTP/2.0", "HTTP/0.9", "HTTP/3.1"}) {
    EXPECT_EQ(fault("GET / " + std::string(version) + "\r\nHost: a\r\n\r\n"),
              ErrorKind::http_version_not_supported)
        << version;
  }
}

TEST(HeadCheck, TargetsHaveAPathOrAHost) {
  for (const char* target : {"/", "//", "/a?b", "http://a/b", "HTTP://a:80?x", "https://[::1]/"}) {
    EXPECT_FALSE(fault("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n")) << target;
  }
  EXPECT_FALSE(fault("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(fault("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"));
  for (const char* target : {"http:///path", "http://", "http://:80/", "http://?x", "http://a%zz/",
                             "http://user@a/", "http://user:password@a/", "http://a:x/", "http:/a",
                             "chat", "?x", "ftp://a/", "://a/", "http//a"}) {
    EXPECT_EQ(fault("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
              ErrorKind::bad_request)
        << target;
  }
}

TEST(HeadCheck, ALengthTooLargeToCountIsALength) {
  EXPECT_FALSE(fault(with("Content-Length: 9999999999999999999\r\n")));
  EXPECT_FALSE(fault(with("Content-Length: " + std::string(1000, '9') + "\r\n")));
  EXPECT_EQ(fault(with("Content-Length: 99999999999999999999x\r\n")), ErrorKind::bad_request);
}

TEST(HeadCheck, FindsTheEndHoweverTheBytesCome) {
  const std::string head = with("Content-Length: 0\r\n");
  std::size_t checked = 0;
  for (std::size_t size = 1; size < head.size(); ++size) {
    EXPECT_EQ(find_head_end(head.substr(0, size), checked).value(), 0U);
  }
  EXPECT_EQ(find_head_end(head + "BODY", checked).value(), head.size());
}

TEST(HeadCheck, ABareLineFeedOrANulIsSeenAtOnce) {
  std::size_t checked = 0;
  EXPECT_FALSE(find_head_end("GET / HTTP/1.1\n", checked));
  checked = 0;
  EXPECT_FALSE(find_head_end(std::string("GET\0", 4), checked));
}

}  // namespace
}  // namespace mta::server
