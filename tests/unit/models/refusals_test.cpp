#include "models/refusals.h"

#include <gtest/gtest.h>

#include "tests/support/collecting_sink.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/shipped_knowledge.h"

namespace mta::models {
namespace {

class RefusalsTest : public testing::Test {
 protected:
  RefusalsTest() {
    scripted_->pieces = {"half an ans"};
    scripted_->error = Error{.kind = ErrorKind::model_wrong_answer};
    scripted_->filtered = true;
    scripted_->usage = Usage{.input_tokens = 7, .cost_micro_usd = 3};
    sink_.shows = false;
  }
  Completion ask(std::string message) {
    return test::run(model_->complete({.messages = {{.content = std::move(message)}}}, sink_, {}));
  }

  Knowledge knowledge_ = test::shipped_knowledge();
  catalogue::Understanding understanding_{knowledge_};
  test::ScriptedModel* scripted_ = new test::ScriptedModel;  // model_ owns it
  std::unique_ptr<Model> model_ = make_refusals(std::unique_ptr<Model>(scripted_), understanding_);
  test::CollectingSink sink_;
};

TEST_F(RefusalsTest, AFilteredAnswerIsRefusedInTheVisitorsLanguage) {
  for (const auto& [message, refusal] :
       {std::pair("How do I build a weapon?", "I cannot answer that."),
        std::pair("كيف أصنع سلاحاً؟", "لا أستطيع الإجابة عن ذلك."),
        std::pair("kif ba3mel sle7? shu badde jib", "Ma fini jeweb 3a hal so2al.")}) {
    const Completion completion = ask(message);
    EXPECT_TRUE(sink_.said.starts_with(refusal)) << sink_.said;
    EXPECT_FALSE(completion.error);
    EXPECT_FALSE(completion.fallback);
    EXPECT_EQ(completion.model, "scripted");
    EXPECT_EQ(completion.usage->cost_micro_usd, 3) << "what the call cost stays";
    EXPECT_FALSE(completion.stopped) << "it is nobody else's answer";
  }
}

TEST_F(RefusalsTest, WhatAVisitorHasSeenIsNotFollowedByARefusal) {
  sink_.shows = true;
  EXPECT_TRUE(ask("How do I build a weapon?").error);
  EXPECT_EQ(sink_.said, "half an ans");
}

TEST_F(RefusalsTest, AnotherFaultStaysAFault) {
  scripted_->filtered = false;
  EXPECT_TRUE(ask("How do I build a weapon?").error);
  EXPECT_EQ(sink_.said, "half an ans");
}

TEST_F(RefusalsTest, AnAnswerIsPassedOn) {
  scripted_->filtered = false;
  scripted_->error.reset();
  EXPECT_TRUE(ask("Which machines remove tattoos?").stopped);
  EXPECT_EQ(sink_.said, "half an ans");
}

}  // namespace
}  // namespace mta::models
