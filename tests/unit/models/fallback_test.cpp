#include "models/fallback.h"

#include <gtest/gtest.h>

#include "models/measured.h"
#include "tests/support/collecting_sink.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta::models {
namespace {

class FallbackTest : public testing::Test {
 protected:
  Completion ask(CallLimits limits = {}) {
    primary_->usage = Usage{.input_tokens = 7, .output_tokens = 1, .cost_micro_usd = 3};
    substitute_->pieces = {"from the catalogue"};
    substitute_->usage = Usage{};
    const auto model = make_measured(
        make_fallback(std::move(primary_), std::move(substitute_), metrics_), clock_, metrics_);
    EXPECT_EQ(model->id(), "scripted");
    return test::run(model->complete({}, sink_, std::move(limits)));
  }

  test::CollectingSink sink_;
  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  std::unique_ptr<test::ScriptedModel> primary_ = std::make_unique<test::ScriptedModel>();
  std::unique_ptr<test::ScriptedModel> substitute_ = std::make_unique<test::ScriptedModel>();
};

TEST_F(FallbackTest, IsNotAskedWhereTheModelAnswers) {
  const Completion completion = ask();
  EXPECT_EQ(sink_.said, "an answer");
  EXPECT_FALSE(completion.fallback);
  EXPECT_EQ(metrics_.total(Counter::fallback_answers), 0);
  EXPECT_EQ(metrics_.total(Counter::cost_usd), 3e-6);
}

TEST_F(FallbackTest, AnswersInTheModelsPlaceAndTheCostOfTheCallStays) {
  primary_->pieces.clear();
  primary_->error = Error{.kind = ErrorKind::model_timeout};
  const Completion completion = ask();
  EXPECT_EQ(sink_.said, "from the catalogue");
  EXPECT_EQ(sink_.head, "scripted in its place");
  EXPECT_FALSE(completion.error);
  EXPECT_TRUE(completion.fallback);
  EXPECT_EQ(completion.usage->input_tokens, 7);
  EXPECT_EQ(metrics_.total(Counter::fallback_answers), 1);
}

TEST_F(FallbackTest, DoesNotContinueAnAnswerThatAVisitorHasSeen) {
  primary_->error = Error{.kind = ErrorKind::model_wrong_answer};
  const Completion completion = ask();
  EXPECT_EQ(sink_.said, "an answer");
  EXPECT_TRUE(completion.error);
  EXPECT_FALSE(completion.fallback);
}

TEST_F(FallbackTest, TakesThePlaceOfAnAnswerThatNobodyHasSeen) {
  sink_.shows = false;
  primary_->error = Error{.kind = ErrorKind::model_wrong_answer};
  EXPECT_FALSE(ask().error);
  EXPECT_EQ(sink_.said, "from the catalogue");
}

TEST_F(FallbackTest, DoesNotAnswerWhoHasLeft) {
  std::stop_source left;
  left.request_stop();
  primary_->pieces.clear();
  const Completion completion = ask({.client_gone = left.get_token()});
  EXPECT_EQ(completion.error->kind, ErrorKind::client_left);
  EXPECT_EQ(sink_.said, "");
}

}  // namespace
}  // namespace mta::models
