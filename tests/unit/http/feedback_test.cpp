#include <gtest/gtest.h>

#include "http/pipeline.h"
#include "tests/support/call_handler.h"
#include "tests/support/pipeline_setup.h"

namespace mta::http {
namespace {

using test::Call;

/// On a store that keeps feedback.
class FeedbackTest : public testing::Test {
 protected:
  void SetUp() override {
    Call chat{.body = R"({"message":"hi","session_id":"chosen"})"};
    chat.headers.add("X-Request-Id", "answer-1");
    ASSERT_EQ(chat.to(handler_).status, 200);
  }

  Response give(std::string body, std::string peer = "192.0.2.1") {
    return Call{.path = "/feedback", .body = std::move(body), .peer = std::move(peer)}.to(handler_);
  }

  /// `bad: comment`, or `none`.
  std::string kept() {
    const auto day = std::chrono::floor<std::chrono::days>(parts_.clock.now());
    const auto page = test::run(store_->records({.day = day}, parts_.clock.now()));
    const std::optional<Feedback>& feedback = page->turns.at(0).feedback;
    if (!feedback) return "none";
    return std::string(name_of(feedback->rating)) + ": " + feedback->comment;
  }

  static std::string with_comment(const std::string& comment) {
    return R"({"session_id":"chosen","message_id":"answer-1","rating":"bad","comment":)" + comment +
           "}";
  }

  test::ChatParts parts_;
  test::PlainResponder responder_{parts_.prompts, parts_.model};
  std::unique_ptr<ConversationStore> store_ = storage::make_memory_conversations(parts_.clock, {});
  ChatService chat_{{.sessions = parts_.sessions,
                     .responder = responder_,
                     .store = *store_,
                     .clock = parts_.clock,
                     .metrics = parts_.metrics,
                     .log = parts_.log},
                    {}};
  test::PipelineSetup setup_{.fakes = parts_};
  RequestHandler handler_ = make_pipeline(setup_.parts_for(chat_), {});
};

TEST_F(FeedbackTest, IsKeptWithTheTurnAndTheLastOneHolds) {
  EXPECT_EQ(kept(), "none");
  EXPECT_EQ(give(R"({"session_id":"chosen","message_id":"answer-1","rating":"good"})").status, 204);
  EXPECT_EQ(kept(), "good: ");
  EXPECT_EQ(give(R"({"session_id":"chosen","message_id":"answer-1","rating":"bad"})").status, 204);
  EXPECT_EQ(kept(), "bad: ");
}

TEST_F(FeedbackTest, ACommentIsCleanedAndItsContactDetailsAreMasked) {
  EXPECT_EQ(give(with_comment(R"("  Wrong \u0007voltage.\nCall +971 50 123 4567, me@clinic.ae ")"))
                .status,
            204);
  EXPECT_EQ(kept(), "bad: Wrong voltage.\nCall •••••••67, m•••@•••");
  EXPECT_EQ(parts_.log.all().find("voltage"), std::string::npos);
  EXPECT_EQ(give(with_comment("null")).status, 204);
  EXPECT_EQ(kept(), "bad: ") << "the last one holds";
}

TEST_F(FeedbackTest, ACommentHasAThousandCharactersAtMost) {
  const auto of = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "ع";
    return '"' + text + '"';
  };
  EXPECT_EQ(give(with_comment(of(1000))).status, 204);
  const Response refused = give(with_comment(of(1001)));
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("at most 1000 characters long; this one has 1001"), std::string::npos)
      << refused.body;
  EXPECT_EQ(give(with_comment("7")).status, 400);
}

TEST_F(FeedbackTest, IsReadAsEveryBodyIs) {
  EXPECT_EQ(give("\xEF\xBB\xBF" + with_comment("null")).status, 204) << "a byte order mark";
  EXPECT_EQ(give(R"({"rating":"bad","session_id":"chosen","message_id":"answer-1",)"
                 R"("rating":"good","other":[[[[[]]]]]})")
                .status,
            204);
  EXPECT_EQ(kept(), "good: ") << "of a key that is there twice the last one holds";
}

TEST_F(FeedbackTest, IsTheVisitorsOwn) {
  const std::string body = R"({"session_id":"chosen","message_id":"answer-1","rating":"good"})";
  EXPECT_EQ(give(body, "198.51.100.7").status, 404) << "a session that a client chose is its own";
  EXPECT_EQ(kept(), "none");
}

TEST_F(FeedbackTest, ThatIsWrongIsToldWhy) {
  for (const std::string body :
       {R"({"session_id":"chosen","message_id":"answer-1","rating":"great"})",
        R"({"session_id":"chosen","message_id":"answer-1"})",
        R"({"session_id":"chosen","message_id":"","rating":"good"})",
        R"({"session_id":"chosen","message_id":7,"rating":"good"})",
        R"({"session_id":"not one","message_id":"answer-1","rating":"good"})", "[]", "no json"}) {
    EXPECT_EQ(give(body).status, 400) << body;
  }
  EXPECT_EQ(kept(), "none");
}

}  // namespace
}  // namespace mta::http
