#include "delivery/sns_topic.h"

#include <gtest/gtest.h>

#include "tests/support/lead_events.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_provider.h"

namespace mta::delivery {
namespace {

using std::chrono::seconds;
using test::Answer;

std::string variable(const std::string& name) {
  if (name == "AWS_ACCESS_KEY_ID") return "AKID";
  return name == "AWS_SECRET_ACCESS_KEY" ? "secret" : "";
}

class SnsTopicTest : public testing::Test {
 protected:
  SnsTopicTest() { client_.answers = {Answer{}}; }
  Outcome deliver() {
    std::vector<std::unique_ptr<net::CredentialSource>> sources;
    sources.push_back(net::environment_credentials(variable));
    net::AwsCredentialChain credentials(std::move(sources), clock_);
    const auto topic =
        make_sns_topic({.endpoint = parse_url("https://sns.me-south-1.amazonaws.com").value(),
                        .arn = "arn:aws:sns:me-south-1:123456789012:leads"},
                       client_, credentials, clock_);
    return test::run(topic->deliver(test::example_event(), {}));
  }
  test::ManualClock clock_;
  test::ScriptedProvider client_{clock_};
};

TEST_F(SnsTopicTest, PublishesASignedText) {
  EXPECT_EQ(deliver().verdict, Verdict::accepted);
  const net::HttpRequest& request = client_.requests.at(0);
  const std::string begin =
      "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Ame-south-1%3A123456789012%3A"
      "leads&Subject=A%20new%20lead%3A%20a%20visitor%20wants%20to%20be%20contacted&Message=";
  EXPECT_EQ(request.body.substr(0, begin.size()), begin);
  EXPECT_NE(request.body.find("Phone%3A%20%2B966550000000%0A"), std::string::npos);
  EXPECT_NE(request.body.find("%D9%83%D9%85"), std::string::npos) << "Arabic, in UTF-8";
  EXPECT_EQ(request.body.find('&', begin.size()), std::string::npos) << "no member is smuggled in";
  const auto authorization = std::ranges::find(request.headers, "Authorization",
                                               [](const auto& header) { return header.first; });
  ASSERT_NE(authorization, request.headers.end());
  EXPECT_NE(authorization->second.find("/me-south-1/sns/aws4_request"), std::string::npos);
}

TEST_F(SnsTopicTest, TellsWhyItWasRefusedInOneWord) {
  client_.answers = {
      Answer{.status = 403,
             .pieces = {"<ErrorResponse><Error><Type>Sender</Type><Code>Authorization"
                        "Error</Code><Message>User: arn:aws:iam::1:user/+9665500"
                        "</Message></Error></ErrorResponse>"}}};
  const Outcome outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::failed);
  EXPECT_EQ(outcome.cause, "SNS: status 403 AuthorizationError");
}

TEST_F(SnsTopicTest, WaitsFiveSecondsAtMost) {
  client_.answers = {Answer{.takes = seconds(6)}};
  const SteadyTime before = clock_.steady_now();
  EXPECT_EQ(deliver().verdict, Verdict::failed);
  EXPECT_EQ(clock_.steady_now() - before, seconds(5));
}

TEST_F(SnsTopicTest, AMailOfAnErasedLeadHasItsIdAlone) {
  const std::string text = mail_text(test::example_event(leads::EventKind::erased));
  EXPECT_NE(text.find("lead_1"), std::string::npos);
  for (const char* word : {"Sara", "966", "Clinic", "HIFU"}) {
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  }
}

TEST(SnsRegion, IsInTheArn) {
  EXPECT_EQ(sns_region("arn:aws:sns:me-south-1:123456789012:leads"), "me-south-1");
  EXPECT_EQ(sns_region("arn:aws-us-gov:sns:us-gov-west-1:123456789012:leads"), "us-gov-west-1");
  EXPECT_EQ(sns_region("arn:aws:sqs:me-south-1:123456789012:leads"), "");
  EXPECT_EQ(sns_region("leads"), "");
}

}  // namespace
}  // namespace mta::delivery
