#include "net/url.h"

#include <gtest/gtest.h>

#include "net/connector.h"

namespace mta::net {
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
  for (const char* text : {"", "a", "ftp://a", "http://", "http://:80", "http://a:0", "http://a:x",
                           "http://a:99999", "http://[::1", "http://[::1]x"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(ProxyRules, ExceptHostsDomainsAndEverything) {
  ProxyRules rules{.proxy = parse_url("http://proxy:3128"),
                   .exceptions = {"exact.example", ".inner.example", "ported.example:444"}};
  const auto proxied = [&](const char* url) { return rules.proxy_for(*parse_url(url)) != nullptr; };
  EXPECT_TRUE(proxied("https://other.example"));
  EXPECT_FALSE(proxied("http://other.example")) << "plain http goes straight";
  EXPECT_FALSE(proxied("https://exact.example"));
  EXPECT_FALSE(proxied("https://sub.exact.example")) << "as curl has it";
  EXPECT_FALSE(proxied("https://a.inner.example"));
  EXPECT_TRUE(proxied("https://notexact.example"));
  EXPECT_FALSE(proxied("https://ported.example:444"));
  EXPECT_TRUE(proxied("https://ported.example"));
  rules.exceptions = {"*"};
  EXPECT_FALSE(proxied("https://other.example"));
}

}  // namespace
}  // namespace mta::net
