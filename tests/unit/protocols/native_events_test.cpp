#include <gtest/gtest.h>

#include "protocols/native/events.h"
#include "tests/support/call_handler.h"
#include "tests/support/pipeline_setup.h"

namespace mta::protocols {
namespace {

class ChatEventsTest : public testing::Test {
 protected:
  http::Response ask(const std::string& accept = "text/event-stream") {
    const auto handler = http::make_pipeline(setup_.parts_for(chat_), {});
    test::Call call;
    call.headers.add("Accept", accept);
    call.headers.add("X-Request-Id", "id-1");
    call.stream = &stream_;
    call.body = R"({"message":"hi","session_id":"s"})";
    return call.to(handler);
  }

  [[nodiscard]] std::string opening() const {
    const Session session = parts_.sessions.open("s", parts_.sessions.identify("192.0.2.1"));
    return R"(data: {"type":"start","messageId":"id-1"})"
           "\n\n"
           R"(data: {"type":"data-session","data":{"session_id":"s","conversation_id":")" +
           session.public_id +
           R"(","message_id":"id-1","model":"scripted"},"transient":true})"
           "\n\n"
           R"(data: {"type":"text-start","id":"text"})"
           "\n\n";
  }

  test::ChatParts parts_;
  test::PipelineSetup setup_{.fakes = parts_};
  ChatService chat_ = parts_.service();
  test::RecordedStream stream_;
};

std::string delta(const std::string& text) {
  return "data: {\"type\":\"text-delta\",\"id\":\"text\",\"delta\":\"" + text + "\"}\n\n";
}

TEST_F(ChatEventsTest, AnAnswerIsTheSdksStream) {
  parts_.model.pieces = {"Hel", "lo"};
  const http::Response response = ask();
  EXPECT_TRUE(response.streamed);
  ASSERT_TRUE(stream_.head);
  EXPECT_EQ(test::header(*stream_.head, "Content-Type"), "text/event-stream");
  EXPECT_EQ(test::header(*stream_.head, "x-vercel-ai-ui-message-stream"), "v1");
  EXPECT_EQ(test::header(*stream_.head, "X-Accel-Buffering"), "no");
  EXPECT_EQ(test::header(*stream_.head, "X-Request-Id"), "id-1");
  EXPECT_EQ(stream_.written, opening() + delta("Hel") + delta("lo") +
                                 "data: {\"type\":\"text-end\",\"id\":\"text\"}\n\n"
                                 "data: {\"type\":\"finish\"}\n\ndata: [DONE]\n\n");
}

TEST_F(ChatEventsTest, AFaultBeforeTheFirstTextIsPlainJson) {
  parts_.model.pieces = {};
  parts_.model.error = Error{.kind = ErrorKind::model_timeout, .message = "late"};
  const http::Response response = ask();
  EXPECT_EQ(response.status, 504);
  EXPECT_FALSE(response.streamed);
  EXPECT_EQ(test::header(response, "Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(test::header(response, "X-Request-Id"), "id-1");
  EXPECT_FALSE(stream_.head);
}

TEST_F(ChatEventsTest, AFaultBehindTextIsAnEventAndNoFinish) {
  parts_.model.pieces = {"Hel"};
  parts_.model.error = Error{.kind = ErrorKind::model_wrong_answer, .message = "It broke off"};
  EXPECT_TRUE(ask().streamed);
  EXPECT_EQ(stream_.written,
            opening() + delta("Hel") +
                "data: {\"type\":\"error\",\"errorText\":\"It broke off\"}\n\ndata: [DONE]\n\n");
}

TEST_F(ChatEventsTest, AnExceptionBehindTextIsTheSameAndLogged) {
  class ThrowingModel final : public Model {
   public:
    [[nodiscard]] std::string_view id() const override { return "throwing"; }
    Task<void> complete(const Prompt&, ReplySink& sink, CallLimits) override {
      co_await sink.put(TextDelta{"Hel"});
      throw std::runtime_error("the cause");
    }
  } throwing;
  ChatService chat = parts_.service(&throwing);
  test::Call call;
  call.headers.add("Accept", "text/event-stream");
  call.stream = &stream_;
  const http::Response response = call.to(http::make_pipeline(setup_.parts_for(chat), {}));
  EXPECT_TRUE(response.streamed);
  EXPECT_TRUE(response.close);
  EXPECT_TRUE(stream_.written.ends_with(
      "\"errorText\":\"An unexpected error occurred\"}\n\ndata: [DONE]\n\n"));
  EXPECT_NE(parts_.log.all().find("cause=the cause"), std::string::npos);
}

TEST_F(ChatEventsTest, AFallbackIsNamedAtTheStart) {
  parts_.model.answered_by = "catalogue";
  ask();
  EXPECT_NE(stream_.written.find(R"("model":"catalogue","fallback":true})"), std::string::npos);
}

TEST_F(ChatEventsTest, OnlyAnAcceptThatListsItStreams) {
  for (const char* accept : {"text/event-stream", "application/json, Text/Event-Stream;q=0.5",
                             "text/event-stream; charset=utf-8; q=1"}) {
    EXPECT_TRUE(ask(accept).streamed) << accept;
  }
  for (const char* accept : {"*/*", "text/*", "", "application/json", "text/event-stream;q=0",
                             "text/event-stream ; q=0.0", "text/event-streams"}) {
    EXPECT_FALSE(ask(accept).streamed) << accept;
  }
}

}  // namespace
}  // namespace mta::protocols
