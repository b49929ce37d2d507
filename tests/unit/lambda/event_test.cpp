#include "lambda/event.h"

#include <gtest/gtest.h>

namespace mta::lambda {
namespace {

HttpEvent http_event(std::string_view json) {
  Event event = decode_event(json);
  EXPECT_TRUE(std::holds_alternative<HttpEvent>(event)) << json;
  return std::get<HttpEvent>(std::move(event));
}

std::string path_of(const std::string& raw, const std::string& stage) {
  return http_event(R"({"rawPath":")" + raw + R"(","requestContext":{"stage":")" + stage +
                    R"(","http":{"method":"POST"}}})")
      .path;
}

TEST(Event, ReadsPayload2) {
  const HttpEvent event =
      http_event(R"({"version":"2.0","rawPath":"/dev/chat","cookies":["a=1","b=2"],)"
                 R"("headers":{"accept":"text/html,text/event-stream"},)"
                 R"("requestContext":{"stage":"dev","requestId":"r1",)"
                 R"("http":{"method":"POST","sourceIp":"192.0.2.1"}},)"
                 R"("body":"eyJhIjoxfQ==","isBase64Encoded":true})");
  EXPECT_EQ(event.format, PayloadFormat::v2);
  EXPECT_EQ(event.method, "POST");
  EXPECT_EQ(event.path, "/chat");
  EXPECT_EQ(event.headers.get("Accept"), "text/html,text/event-stream");
  EXPECT_EQ(event.headers.get("Cookie"), "a=1; b=2");
  EXPECT_EQ(event.body, R"({"a":1})");
  EXPECT_EQ(event.source_ip, "192.0.2.1");
  EXPECT_EQ(event.api_request_id, "r1");
}

TEST(Event, ReadsPayload1) {
  const HttpEvent event = http_event(
      R"({"path":"/chat","httpMethod":"POST","headers":{"Accept":"last"},)"
      R"("multiValueHeaders":{"Accept":["first","last"]},)"
      R"("requestContext":{"stage":"chat","identity":{"sourceIp":"2001:db8::1"}},"body":"x"})");
  EXPECT_EQ(event.format, PayloadFormat::v1);
  EXPECT_EQ(event.path, "/chat") << "a REST API has no stage in its path";
  EXPECT_EQ(event.headers.all("accept").size(), 2U);
  EXPECT_EQ(event.source_ip, "2001:db8::1");
  EXPECT_EQ(event.body, "x");
}

TEST(Event, CutsTheStageAsAWholeSegment) {
  EXPECT_EQ(path_of("/dev/chat", "dev"), "/chat");
  EXPECT_EQ(path_of("/device/chat", "dev"), "/device/chat");
  EXPECT_EQ(path_of("/dev", "dev"), "/");
  EXPECT_EQ(path_of("/chat", "$default"), "/chat");
  EXPECT_EQ(path_of("/dev/dev/chat", "dev"), "/dev/chat");
  EXPECT_EQ(path_of("", "$default"), "/");
}

TEST(Event, ABodyThatIsNoBase64IsNone) {
  EXPECT_FALSE(http_event(R"({"requestContext":{"http":{"method":"POST"}},)"
                          R"("body":"%%%","isBase64Encoded":true})")
                   .body);
}

TEST(Event, KnowsWhatKeepsItWarm) {
  EXPECT_TRUE(std::holds_alternative<WarmUpEvent>(decode_event(R"({"warmup":true})")));
  for (const char* json : {R"({"source":"aws.events"})", R"({"detail-type":"Scheduled Event"})"}) {
    EXPECT_TRUE(std::holds_alternative<ScheduledEvent>(decode_event(json))) << json;
  }
}

TEST(Event, SaysWhatItUnderstandsToOthers) {
  for (const char* json : {"", "{", "[]", "null", "\"a\"", "{}", R"({"warmup":"yes"})",
                           R"({"Records":[]})", R"({"httpMethod":"POST"})"}) {
    const Event event = decode_event(json);
    const auto* unsupported = std::get_if<UnsupportedEvent>(&event);
    ASSERT_NE(unsupported, nullptr) << json;
    EXPECT_NE(unsupported->message.find("API Gateway"), std::string::npos);
  }
}

TEST(Answer, HasTheKeysOfItsFormat) {
  http::Response response{.status = 429, .body = "{}"};
  response.headers.add("Vary", "Origin");
  response.headers.add("vary", "Accept");
  EXPECT_EQ(encode_answer(response, PayloadFormat::v1),
            R"({"statusCode":429,"multiValueHeaders":{"Vary":["Origin"],"vary":["Accept"]},)"
            R"("body":"{}","isBase64Encoded":false})");
  response.headers = {};
  response.headers.add("Vary", "Origin");
  response.headers.add("Vary", "Accept");
  EXPECT_EQ(encode_answer(response, PayloadFormat::v2),
            R"({"statusCode":429,"headers":{"Vary":"Origin, Accept"},)"
            R"("body":"{}","isBase64Encoded":false})");
  EXPECT_EQ(encode_prelude(response),
            std::string(R"({"statusCode":429,"headers":{"Vary":"Origin, Accept"}})") +
                std::string(8, '\0'));
}

}  // namespace
}  // namespace mta::lambda
