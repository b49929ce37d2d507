#include "http/admin.h"

#include <gtest/gtest.h>

#include "protocols/native/protocol.h"
#include "tests/support/call_handler.h"
#include "tests/support/fakes.h"

namespace mta::http {
namespace {

class AdminTest : public testing::Test {
 protected:
  Response get(const std::optional<std::string>& host) {
    test::Call call{.method = "GET", .path = "/metrics"};
    if (host) call.headers.add("Host", *host);
    return call.to(handler_);
  }

  test::CountingRandom random_;
  test::RecordingLog log_;
  Reloaded reloaded_;
  std::unique_ptr<Protocol> protocol_ = protocols::make_native_protocol({});
  RequestHandler handler_ =
      make_admin_handler({.protocol = *protocol_,
                          .random = random_,
                          .log = log_,
                          .exposition = [] { return std::string("the metrics"); },
                          .reload = [this] { return reloaded_; },
                          .hosts = {"metrics.internal"}});
};

TEST_F(AdminTest, AnswersUnderAddressesLocalhostAndItsOwnNames) {
  for (const char* host : {"127.0.0.1:9464", "10.1.2.3", "[::1]:9464", "[2001:db8::1]", "localhost",
                           "LocalHost:9464", "localhost.", "metrics.internal:9464"}) {
    EXPECT_EQ(get(host).body, "the metrics") << host;
  }
  EXPECT_EQ(get(std::nullopt).body, "the metrics") << "HTTP/1.0 has no Host";
}

TEST_F(AdminTest, AStrangersNameThatLeadsHereIsRefused) {
  for (const char* host :
       {"evil.example", "evil.example:9464", "127.0.0.1.evil.example", "localhost.evil.example",
        "127.1", "0x7f000001", "2130706433", "metrics.internal.evil.example", "[::1].evil", ""}) {
    const Response response = get(host);
    EXPECT_EQ(response.status, 403) << host;
    EXPECT_EQ(response.body.find("the metrics"), std::string::npos);
    EXPECT_NE(response.body.find("server.admin_hosts"), std::string::npos) << "what helps";
  }
}

TEST_F(AdminTest, TellsWhatCameOfReadingTheKnowledgeAnew) {
  test::Call call{.method = "POST", .path = "/reload"};
  reloaded_ = {.is_changed = true, .version = "0123456789ab"};
  EXPECT_EQ(call.to(handler_).body, R"({"changed":true,"version":"0123456789ab"})");
  reloaded_ = {.problems = {"products.csv:2: the machine has no name"}};
  const Response refused = call.to(handler_);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.body, R"({"problems":["products.csv:2: the machine has no name"]})");
}

TEST_F(AdminTest, NoPageMayHaveTheKnowledgeReadAnew) {
  test::Call call{.method = "POST", .path = "/reload"};
  call.headers.add("Origin", "https://evil.example");
  EXPECT_EQ(call.to(handler_).status, 403);
  call.method = "GET";
  EXPECT_EQ(call.to(handler_).status, 405);
}

}  // namespace
}  // namespace mta::http
