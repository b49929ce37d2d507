#include "delivery/webhook.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/webhook_secret.h"
#include "delivery/signature.h"
#include "tests/support/lead_events.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_provider.h"

namespace mta::delivery {
namespace {

using std::chrono::seconds;
using test::Answer;

class WebhookTest : public testing::Test {
 protected:
  WebhookTest() { client_.answers = {Answer{}}; }

  Outcome deliver(const std::string& url = "https://hooks.example.com/catch/1?a=b",
                  bool allow_private = false) {
    const auto webhook = make_webhook(
        {.url = parse_url(url).value(), .keys = {key_}, .allow_private = allow_private}, client_,
        clock_);
    return test::run(webhook->deliver(test::example_event(), {}));
  }

  [[nodiscard]] std::string sent(std::string_view header) const {
    for (const auto& [name, value] : client_.requests.at(0).headers) {
      if (name == header) return value;
    }
    return {};
  }

  test::ManualClock clock_;
  test::ScriptedProvider client_{clock_};
  std::string key_ = webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
};

TEST_F(WebhookTest, PostsASignedEvent) {
  EXPECT_EQ(deliver().verdict, Verdict::accepted);
  const net::HttpRequest& request = client_.requests.at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/catch/1?a=b");
  EXPECT_EQ(sent("Host"), "hooks.example.com");
  EXPECT_EQ(sent("Content-Type"), "application/json");
  EXPECT_EQ(sent("webhook-id"), "msg_1");
  const auto now = std::chrono::floor<seconds>(clock_.now());
  EXPECT_EQ(sent("webhook-timestamp"), std::to_string(now.time_since_epoch().count()));
  EXPECT_EQ(sent("webhook-signature"), webhook_signature({key_}, "msg_1", now, request.body));
  const auto body = boost::json::parse(request.body).as_object();
  EXPECT_EQ(body.at("type"), "lead.created");
  EXPECT_EQ(body.at("timestamp"), "1970-01-01T00:00:00.000Z") << "when it happened";
  EXPECT_EQ(body.at("data").as_object().at("phone"), "+966550000000");
}

TEST_F(WebhookTest, TellsOfAnErasedLeadItsIdAlone) {
  const auto body =
      boost::json::parse(webhook_body(test::example_event(leads::EventKind::erased))).as_object();
  EXPECT_EQ(body.at("type"), "lead.erased");
  EXPECT_EQ(body.at("data").as_object(), (boost::json::object{{"id", "lead_1"}}));
}

TEST_F(WebhookTest, AnySuccessIsAcceptance) {
  for (const int status : {200, 201, 202, 204, 299}) {
    client_.answers = {Answer{.status = status}};
    EXPECT_EQ(deliver().verdict, Verdict::accepted) << status;
  }
}

TEST_F(WebhookTest, AnythingElseIsAFailureAndTheAnswerIsNotQuoted) {
  for (const int status : {300, 400, 401, 404, 429, 500, 503}) {
    client_.answers = {Answer{.status = status, .pieces = {"+966550000000 was refused"}}};
    const Outcome outcome = deliver();
    EXPECT_EQ(outcome.verdict, Verdict::failed) << status;
    EXPECT_EQ(outcome.cause.substr(0, 10), "status " + std::to_string(status));
    EXPECT_EQ(outcome.cause.find("966"), std::string::npos);
  }
}

TEST_F(WebhookTest, FollowsNoRedirect) {
  client_.answers = {Answer{.status = 307, .headers = {{"Location", "https://elsewhere.example"}}}};
  EXPECT_EQ(deliver().cause, "status 307: redirects are not followed");
  EXPECT_EQ(client_.requests.size(), 1U);
}

TEST_F(WebhookTest, TellsWhenTheReceiverWantsNothingMore) {
  client_.answers = {Answer{.status = 410}};
  EXPECT_EQ(deliver().verdict, Verdict::gone);
}

TEST_F(WebhookTest, PassesOnWhenTheReceiverWantsToBeAskedAgainButNotALongTime) {
  client_.answers = {Answer{.status = 429, .headers = {{"Retry-After", "120"}}},
                     Answer{.status = 503, .headers = {{"Retry-After", "99999999"}}},
                     Answer{.status = 503, .headers = {{"Retry-After", "soon"}}}};
  EXPECT_EQ(deliver().retry_after, seconds(120));
  EXPECT_EQ(deliver().retry_after, std::chrono::hours(24));
  EXPECT_EQ(deliver().retry_after, std::nullopt);
}

TEST_F(WebhookTest, WaitsFifteenSecondsAtMost) {
  client_.answers = {Answer{.takes = seconds(14)}, Answer{.takes = seconds(16)}};
  EXPECT_EQ(deliver().verdict, Verdict::accepted);
  const SteadyTime before = clock_.steady_now();
  EXPECT_EQ(deliver().verdict, Verdict::failed);
  EXPECT_EQ(clock_.steady_now() - before, seconds(15));
}

TEST_F(WebhookTest, AsksNoHostThatIsPrivateByItsName) {
  for (const char* url :
       {"https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1:8443/",
        "https://169.254.169.254/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://0.0.0.0/", "https://hooks.internal/", "https://n8n/", "https://100.64.0.1/"}) {
    EXPECT_EQ(deliver(url).verdict, Verdict::failed) << url;
    EXPECT_NE(deliver(url).cause.find("leads.webhook_allow_private"), std::string::npos);
  }
  EXPECT_TRUE(client_.requests.empty());
  EXPECT_EQ(deliver("http://n8n:5678/webhook/leads", true).verdict, Verdict::accepted);
}

}  // namespace
}  // namespace mta::delivery
