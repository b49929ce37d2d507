#include "net/connector.h"

#include <gtest/gtest.h>

namespace mta::net {
namespace {

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
