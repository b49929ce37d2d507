#include "net/connector.h"

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include "base/private_host.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

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

/// Where the filter has not let anything through: no socket is opened.
std::string refusal(const char* url, ProxyRules rules = {}) {
  const auto connect = [&]() -> Task<HttpResult<std::unique_ptr<Transport>>> {
    const test::ManualClock clock;
    Connector connector({}, std::move(rules), is_public_address);
    CallGuard guard(co_await boost::asio::this_coro::executor, clock, {});
    co_return co_await connector.connect(*parse_url(url), guard, SteadyTime::max());
  };
  const auto connected = test::run(connect());
  return connected ? "connected" : connected.error().detail;
}

TEST(Connector, ConnectsToNoAddressThatTheFilterRefuses) {
  EXPECT_EQ(refusal("http://localhost:9/"), "localhost has no address that may be connected to")
      << "a name, once it has been resolved";
  EXPECT_EQ(refusal("https://127.0.0.1:9/"), "127.0.0.1 has no address that may be connected to");
  EXPECT_EQ(refusal("http://[::1]:9/"), "::1 has no address that may be connected to");
  EXPECT_EQ(refusal("http://[64:ff9b::7f00:1]:9/"),
            "64:ff9b::7f00:1 has no address that may be connected to");
}

}  // namespace
}  // namespace mta::net
