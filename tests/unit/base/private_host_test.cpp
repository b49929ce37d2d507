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

}  // namespace
}  // namespace mta
