#include "base/private_host.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(PrivateHost, IsThisMachineOrOneOfAPrivateNetwork) {
  for (const char* host : {"localhost",
                           "127.0.0.1",
                           "127.8.8.8",
                           "::1",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.1.1",
                           "100.64.0.1",
                           "fd00::1",
                           "fe80::1",
                           "::ffff:10.0.0.1",
                           "ollama",
                           "my_ollama",
                           "gpu.local",
                           "host.docker.internal",
                           "llm.home.arpa",
                           "a.localhost",
                           "ollama.default.svc.cluster.local",
                           "ollama.default.svc",
                           "localhost."}) {
    EXPECT_TRUE(is_private_host(host)) << host;
  }
}

TEST(PrivateHost, IsNoOther) {
  for (const char* host :
       {"api.openai.com", "8.8.8.8", "172.32.0.1", "172.15.0.1", "192.169.0.1", "100.128.0.1",
        "2001:db8::1", "::ffff:8.8.8.8", "::", "0.0.0.0", "10.example.com", "local.example.com",
        "notlocal.example", "example.com."}) {
    EXPECT_FALSE(is_private_host(host)) << host;
  }
}

TEST(PublicHost, IsNoPrivateNameNoPrivateAddressAndNoOtherFormOfOne) {
  for (const char* host :
       {"localhost", "127.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1", "::ffff:7f00:1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "198.18.0.1", "127.1", "0177.0.0.1", "2130706433",
        "0x7f.1", "127.0.0.1.", "hooks.0x7f000001"}) {
    EXPECT_FALSE(may_be_public_host(host)) << host;
  }
  for (const char* host : {"hooks.example.com", "1.1.1.1", "10.example.com", "example.com.",
                           "2606:4700::1111", "hooks.zapier.com"}) {
    EXPECT_TRUE(may_be_public_host(host)) << host;
  }
}

bool is_public(const char* address) {
  return is_public_address(boost::asio::ip::make_address(address));
}

TEST(PublicAddress, IsOneOfTheInternet) {
  for (const char* address :
       {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "223.255.255.1", "2606:4700::1111",
        "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"}) {
    EXPECT_TRUE(is_public(address)) << address;
  }
}

TEST(PublicAddress, IsNoneThatLeadsToThisMachineItsNetworkOrItsCloud) {
  for (const char* address : {"0.0.0.0",
                              "127.0.0.1",
                              "127.255.0.9",
                              "10.0.0.1",
                              "172.16.0.1",
                              "192.168.0.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "100.100.100.200",
                              "192.0.0.192",
                              "168.63.129.16",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "ff02::1",
                              "fec0::1",
                              "::127.0.0.1",
                              "::ffff:127.0.0.1",
                              "::ffff:169.254.169.254",
                              "64:ff9b::7f00:1",
                              "64:ff9b::a9fe:a9fe",
                              "64:ff9b:1::a00:1",
                              "2002:7f00:1::1",
                              "2001:0:7f00:1::",
                              "2001:db8::1"}) {
    EXPECT_FALSE(is_public(address)) << address;
  }
}

}  // namespace
}  // namespace mta
