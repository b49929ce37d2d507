#include "base/url.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = parse_url("https://user:p%40ss@example.com:8443/v1/x?y=z#part");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->userinfo, "user:p@ss");
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/v1/x?y=z");
  EXPECT_EQ(url->authority(), "example.com:8443");
}

TEST(Url, HasTheSchemesPortAndMayHaveNoPath) {
  EXPECT_EQ(parse_url("http://a")->port, 80);
  EXPECT_EQ(parse_url("https://a")->port, 443);
  EXPECT_EQ(parse_url("https://a")->path, "");
  EXPECT_EQ(parse_url("https://a")->authority(), "a");
  EXPECT_EQ(parse_url("http://a?b")->path, "/?b");
  EXPECT_EQ(parse_url("http://[::1]:80/")->host, "::1");
  EXPECT_EQ(parse_url("http://[::1]/")->authority(), "[::1]");
}

TEST(Url, RefusesOthers) {
  for (const char* text : {"",
                           "a",
                           "ftp://a",
                           "http://",
                           "http://:80",
                           "http://a:0",
                           "http://a:x",
                           "http://a:99999",
                           "http://a:",
                           "http://[::1",
                           "http://[::1]x",
                           "http://[::1",
                           "http://[a]",
                           "http://[]",
                           "http://[%eth0]",
                           "http://[::1%]",
                           "http://::1",
                           "http://a b",
                           "http://a/b c",
                           "http://a\r\nX: y",
                           "http://a%00b",
                           "http://ä.example",
                           "http://a:80:80",
                           "http://a,b",
                           "http://a\\b"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, TakesHostsAsDockerNamesThem) {
  EXPECT_EQ(parse_url("http://my_ollama:11434/v1")->host_and_port(), "my_ollama:11434");
  EXPECT_EQ(parse_url("HTTPS://Example.COM/V1")->authority(), "example.com");
}

TEST(Url, KeepsTheZoneOfAnAddressApart) {
  for (const char* text : {"https://[FE80::1%eth0]:8443/v1", "https://[fe80::1%25eth0]:8443/v1"}) {
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->host, "fe80::1");
    EXPECT_EQ(url->zone, "eth0");
    EXPECT_EQ(url->authority(), "[fe80::1]:8443") << "RFC 6874, 3";
    EXPECT_EQ(url->host_with_zone(), "fe80::1%eth0");
  }
  EXPECT_EQ(parse_url("https://[::1%1]")->host, "::1");
  EXPECT_EQ(parse_url("https://[::1%25]")->zone, "25");
}

TEST(Authority, MayHaveThePortZero) {
  EXPECT_EQ(parse_authority("127.0.0.1:0")->port, 0);
  EXPECT_EQ(parse_authority("127.0.0.1")->port, std::nullopt);
  EXPECT_EQ(parse_authority("[::1]:8080")->bracketed_host(), "[::1]");
  EXPECT_FALSE(parse_authority("user@host"));
}

}  // namespace
}  // namespace mta
