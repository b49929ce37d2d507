#include "chat/chat_service.h"

#include <gtest/gtest.h>

#include "chat/model_error.h"
#include "tests/support/chat_parts.h"
#include "tests/support/run_task.h"

namespace mta {
namespace {

class LeavingSink final : public ReplySink {
 public:
  Task<bool> put(ReplyEvent event) override {
    if (const auto* delta = std::get_if<TextDelta>(&event)) pieces.push_back(delta->text);
    if (const auto* other = std::get_if<Replaced>(&event)) replaced_by = other->model;
    if (const auto* end = std::get_if<Finished>(&event)) {
      turns_at_end = turns();
      completion = end->completion;
    }
    co_return pieces.size() < leaves_after;
  }

  std::function<std::size_t()> turns;
  std::vector<std::string> pieces;
  std::string replaced_by;
  std::size_t leaves_after = 1'000'000;
  std::size_t turns_at_end = 0;  ///< that were stored when the answer ended
  Completion completion;
};

/// How a question ended.
struct End {
  std::optional<Error> error;
  std::string text;
  std::string session_id;
};

/// Takes its time over an answer.
class SlowModel final : public Model {
 public:
  explicit SlowModel(test::ManualClock& clock) : clock_(clock) {}
  [[nodiscard]] std::string_view id() const override { return "slow"; }
  Task<void> complete(const Prompt&, ReplySink& sink, CallLimits) override {
    co_await sink.put(TextDelta{"an answer"});
    clock_.advance(std::chrono::milliseconds(1234));
    co_await sink.put(Finished{
        {.model = "slow",
         .usage =
             Usage{.input_tokens = 7, .output_tokens = 5, .cost_micro_usd = 3, .estimated = true},
         .facts = {.outcome = Outcome::hand_off, .language = "ar", .rows = {"Laser"}}}});
  }

 private:
  test::ManualClock& clock_;
};

class ChatServiceTest : public testing::Test {
 protected:
  End ask(const std::string& message, std::optional<std::string> session_id = {},
          std::vector<Message> history = {}) {
    ChatRequest request{.message = message,
                        .message_id = "m-1",
                        .session_id = std::move(session_id),
                        .client_history = std::move(history),
                        .persona_override = persona_override_,
                        .visitor = parts_.sessions.identify("192.0.2.1"),
                        .delivery = delivery_};
    const Session session = chat_->open(request);
    sink_.pieces.clear();
    sink_.turns = [this] { return stored_turns(); };
    test::run(chat_->answer(std::move(request), session, sink_));
    std::string text;
    for (const std::string& piece : sink_.pieces) text += piece;
    return {.error = sink_.completion.error, .text = std::move(text), .session_id = session.id};
  }

  std::vector<std::string> asked_last() const {
    std::vector<std::string> contents;
    for (const Message& message : parts_.model.prompts.back().messages)
      contents.push_back(message.content);
    return contents;
  }

  [[nodiscard]] std::size_t stored_turns() const {
    std::size_t count = 0;
    for (const auto& [id, turns] : parts_.store.conversations) count += turns.size();
    return count;
  }

  [[nodiscard]] const TurnRecord& record() const {
    return parts_.store.conversations.begin()->second.back().record.value();
  }

  LeavingSink sink_;
  Delivery delivery_ = Delivery::whole;
  std::optional<std::string> persona_override_;
  test::ChatParts parts_{
      .knowledge = {.products = {{.name = "Laser", .description = "", .price_usd = 5}},
                    .persona = "PERSONA",
                    .contact = "CONTACT"}};
  ChatService service_ = parts_.service();
  ChatService* chat_ = &service_;
};

TEST_F(ChatServiceTest, TheModelIsToldWhoAsksByTheKeyedHash) {
  ask("how much?");
  EXPECT_EQ(parts_.model.visitors,
            std::vector<std::string>{parts_.sessions.identify("192.0.2.1").hash});
}

TEST_F(ChatServiceTest, TheModelIsAskedWithPersonaKnowledgeAndMessage) {
  const End outcome = ask("how much?");
  EXPECT_EQ(outcome.text, "an answer");
  EXPECT_FALSE(outcome.error);
  const Prompt& prompt = parts_.model.prompts.back();
  EXPECT_TRUE(prompt.system.starts_with("PERSONA"));
  EXPECT_NE(prompt.system.find("Laser: 5"), std::string::npos);
  EXPECT_EQ(prompt.system.find("how much?"), std::string::npos) << "visitors' words stay messages";
  EXPECT_EQ(asked_last(), (std::vector<std::string>{"how much?"}));
}

TEST_F(ChatServiceTest, TheLastFiveMessagesGoToTheModelOldestFirst) {
  const std::string id = ask("q1").session_id;
  for (const char* question : {"q2", "q3", "q4"}) ask(question, id);
  EXPECT_EQ(asked_last(),
            (std::vector<std::string>{"an answer", "q2", "an answer", "q3", "an answer", "q4"}));
}

TEST_F(ChatServiceTest, TurnsKeepTheirOrderWhereTheClockIsSetBack) {
  const std::string id = ask("q1").session_id;
  for (const auto back :
       {std::chrono::hours(1), std::chrono::hours(24), std::chrono::hours(87'660)}) {
    parts_.clock.set(parts_.clock.now() - back);
    ask("later", id);
  }
  const std::vector<Turn>& turns = parts_.store.conversations.begin()->second;
  ASSERT_EQ(turns.size(), 4U);
  for (std::size_t i = 1; i < turns.size(); ++i) EXPECT_GT(turns[i].at, turns[i - 1].at);
  EXPECT_EQ(parts_.store.last_expiry, parts_.clock.now() + std::chrono::days(30));
}

TEST_F(ChatServiceTest, ATurnIsStoredForThirtyDays) {
  const End outcome = ask("q1");
  ASSERT_EQ(parts_.store.conversations.size(), 1U);
  const Turn& turn = parts_.store.conversations.begin()->second.front();
  EXPECT_EQ(turn.message, "q1");
  EXPECT_EQ(turn.answer, "an answer");
  EXPECT_EQ(turn.model, "scripted");
  EXPECT_EQ(parts_.store.last_expiry, parts_.clock.now() + std::chrono::days(30));
  EXPECT_EQ(parts_.store.conversations.begin()->first.find(outcome.session_id), std::string::npos);
}

TEST_F(ChatServiceTest, ClientHistoryCountsOnlyWhereNothingIsStored) {
  std::vector<Message> history;
  for (int i = 0; i < 8; ++i) {
    history.push_back({.role = Role::user, .content = "h" + std::to_string(i)});
  }
  ask("q1", "chosen", history);
  EXPECT_EQ(asked_last(), (std::vector<std::string>{"h3", "h4", "h5", "h6", "h7", "q1"}));
  ask("q2", "chosen", history);
  EXPECT_EQ(asked_last(), (std::vector<std::string>{"q1", "an answer", "q2"}));
}

TEST_F(ChatServiceTest, AStoreThatFailsCostsTheMemoryAndNotTheAnswer) {
  parts_.store.failing = true;
  const End outcome = ask("q1", "chosen");
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.text, "an answer");
  EXPECT_EQ(parts_.metrics.total(Counter::store_errors), 2) << "reading and saving";
  EXPECT_NE(parts_.log.all().find("disk on fire"), std::string::npos);
  EXPECT_EQ(parts_.log.all().find("q1"), std::string::npos) << "a visitor's words never in a log";
}

TEST_F(ChatServiceTest, AFailedModelStoresNothing) {
  parts_.model.error = Error{.kind = ErrorKind::model_timeout, .message = "late"};
  const End outcome = ask("q1");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::model_timeout);
  EXPECT_TRUE(parts_.store.conversations.empty());
}

TEST_F(ChatServiceTest, AnEmptyAnswerIsAnError) {
  parts_.model.pieces = {};
  const End outcome = ask("q1");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->kind, ErrorKind::model_wrong_answer);
  EXPECT_TRUE(parts_.store.conversations.empty());
}

TEST_F(ChatServiceTest, TheAnswerStreamsAndEndsOnceItsTurnIsStored) {
  parts_.model.pieces = {"He", "llo", "!"};
  EXPECT_EQ(ask("q1").text, "Hello!");
  EXPECT_EQ(sink_.pieces, (std::vector<std::string>{"He", "llo", "!"}));
  EXPECT_EQ(sink_.turns_at_end, 1);
}

TEST_F(ChatServiceTest, TheHeadNamesTheSessionAndWhoAnswersWhereNoEventSaysOtherwise) {
  const ChatRequest request{.message = "q1", .message_id = "m-1", .session_id = "chosen"};
  const Session session = service_.open(request);
  const AnswerHead head = service_.head(request, session);
  EXPECT_EQ(head.session_id, "chosen");
  EXPECT_EQ(head.conversation_id, session.public_id);
  EXPECT_EQ(head.message_id, "m-1");
  EXPECT_EQ(head.model, "scripted");
  EXPECT_FALSE(head.fallback);
}

TEST_F(ChatServiceTest, WhoElseAnswersIsPassedOn) {
  parts_.model.answered_by = "another";
  ask("q1");
  EXPECT_EQ(sink_.replaced_by, "another");
}

TEST_F(ChatServiceTest, WhatAVisitorHasSeenIsStoredThoughTheModelBrokeOff) {
  parts_.model.pieces = {"a part"};
  parts_.model.error = Error{.kind = ErrorKind::model_wrong_answer, .message = "cut"};
  ask("whole");
  EXPECT_TRUE(parts_.store.conversations.empty()) << "nothing was shown";
  delivery_ = Delivery::streamed;
  const End outcome = ask("streamed");
  EXPECT_TRUE(outcome.error);
  ASSERT_EQ(parts_.store.conversations.size(), 1U);
  EXPECT_EQ(parts_.store.conversations.begin()->second.front().answer, "a part");
}

TEST_F(ChatServiceTest, AVisitorWhoLeavesStopsTheModel) {
  parts_.model.pieces.assign(100, "x");
  delivery_ = Delivery::streamed;
  sink_.leaves_after = 3;
  ask("q1");
  EXPECT_EQ(parts_.model.pieces_said, 3);
  EXPECT_EQ(parts_.store.conversations.begin()->second.front().answer, "xxx");
}

TEST_F(ChatServiceTest, ATurnHasARecord) {
  SlowModel slow(parts_.clock);
  ChatService service = parts_.service(&slow);
  chat_ = &service;
  ask("q1", "chosen");
  const Session session = parts_.sessions.open("chosen", parts_.sessions.identify("192.0.2.1"));
  EXPECT_EQ(record().conversation_id, session.public_id);
  EXPECT_EQ(record().message_id, "m-1");
  EXPECT_EQ(record().facts.outcome, Outcome::hand_off);
  EXPECT_EQ(record().facts.language, "ar");
  EXPECT_EQ(record().facts.rows, std::vector<std::string>{"Laser"});
  EXPECT_EQ(record().usage.input_tokens, 7);
  EXPECT_EQ(record().usage.output_tokens, 5);
  EXPECT_EQ(record().usage.cost_micro_usd, 3);
  EXPECT_TRUE(record().usage.estimated);
  EXPECT_EQ(record().latency, std::chrono::milliseconds(1234));
}

TEST_F(ChatServiceTest, AnAnswerThatBrokeOffIsRecordedAsFailed) {
  parts_.model.pieces = {"a part"};
  parts_.model.error = Error{.kind = ErrorKind::model_wrong_answer, .message = "cut"};
  delivery_ = Delivery::streamed;
  ask("q1");
  EXPECT_EQ(record().facts.outcome, Outcome::failed);
}

TEST_F(ChatServiceTest, AVisitorWhoHasReadEnoughWasAnswered) {
  parts_.model.pieces = {"a part"};
  parts_.model.error = client_left();
  delivery_ = Delivery::streamed;
  ask("q1");
  EXPECT_EQ(record().facts.outcome, Outcome::answered);
}

TEST_F(ChatServiceTest, AnOverrideTakesThePersonasPlaceAndKeepsTheKnowledge) {
  persona_override_ = "PIRATE";
  ask("q1");
  const std::string& system = parts_.model.prompts.back().system;
  EXPECT_TRUE(system.starts_with("PIRATE"));
  EXPECT_EQ(system.find("PERSONA"), std::string::npos);
  EXPECT_NE(system.find("Laser: 5"), std::string::npos);
}

}  // namespace
}  // namespace mta
