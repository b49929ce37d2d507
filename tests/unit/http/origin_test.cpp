#include "http/origin.h"

#include <gtest/gtest.h>

namespace mta::http {
namespace {

bool admits(const std::string& origin, const std::string& host,
            std::vector<std::string> allowed = {}) {
  Request request;
  request.headers.add("Origin", origin);
  request.headers.add("Host", host);
  return OriginPolicy(std::move(allowed)).admits(request);
}

TEST(Origin, TheSchemesOwnPortMayBeLeftOut) {
  EXPECT_TRUE(admits("http://shop", "shop"));
  EXPECT_TRUE(admits("http://shop", "shop:80"));
  EXPECT_TRUE(admits("http://shop:80", "shop"));
  EXPECT_TRUE(admits("https://shop", "shop:443"));
  EXPECT_TRUE(admits("https://SHOP:443", "shop"));
  EXPECT_TRUE(admits("http://[::1]", "[::1]:80"));
  EXPECT_TRUE(admits("http://shop:8080", "shop:8080"));
}

TEST(Origin, AnotherPortIsAnotherOrigin) {
  EXPECT_FALSE(admits("http://shop", "shop:8080"));
  EXPECT_FALSE(admits("http://shop:8080", "shop"));
  EXPECT_FALSE(admits("http://shop", "shop:443"));
  EXPECT_FALSE(admits("https://shop", "shop:80"));
  EXPECT_FALSE(admits("http://shop:180", "shop:1"));
  EXPECT_FALSE(admits("null", "null"));
  EXPECT_FALSE(admits("http://", ""));
  EXPECT_FALSE(admits("http://:80", ":80"));
}

TEST(Origin, AListedOriginMayNameItsPort) {
  EXPECT_TRUE(admits("https://a.example", "b", {"https://a.example:443"}));
  EXPECT_TRUE(admits("https://a.example:443", "b", {"https://a.example"}));
  EXPECT_FALSE(admits("http://a.example", "b", {"https://a.example"}));
  EXPECT_FALSE(admits("https://a.example:80", "b", {"https://a.example"}));
}

}  // namespace
}  // namespace mta::http
