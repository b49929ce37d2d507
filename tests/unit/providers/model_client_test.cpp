#include "providers/model_client.h"

#include <gtest/gtest.h>

#include "chat/tokens.h"
#include "tests/support/collecting_sink.h"
#include "tests/support/exact_ledger.h"
#include "tests/support/plain_wire.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_provider.h"

namespace mta::providers {
namespace {

using namespace std::chrono_literals;
using net::HttpError;
using net::HttpFault;
using test::Answer;

const Answer good{.pieces = {"an answer", "#usage 10 5", "#stop"}};
const Answer no_connection{.fault = HttpError{.fault = HttpFault::connect_failed}};
const Answer reset{.fault = HttpError{.fault = HttpFault::connect_failed, .sent = true}};
const Answer stale{
    .fault = HttpError{.fault = HttpFault::connect_failed, .sent = true, .kept_connection = true}};
const Answer busy{.status = 503, .pieces = {"busy"}};
const Answer slow{.takes = 20s};

/// The clock is the test's and there is no socket.
class ModelClientTest : public testing::Test {
 protected:
  Completion ask(std::string visitor = "", CallLimits limits = {}) {
    limits.visitor = std::move(visitor);
    sink_ = {};
    test::run(model_->complete(prompt_, sink_, std::move(limits)));
    return sink_.completion.value();
  }
  Completion ask_with(std::deque<Answer> answers, std::string visitor = "") {
    provider_.answers = std::move(answers);
    return ask(std::move(visitor));
  }
  /// Five visitors' calls fail.
  void open_breaker() {
    for (const char* visitor : {"a", "b", "c", "d", "e"}) ask_with({slow}, visitor);
  }
  [[nodiscard]] std::size_t requests() const { return provider_.requests.size(); }
  [[nodiscard]] MicroUsd spent() { return ledger_.figures.begin()->second; }
  [[nodiscard]] MicroUsd worst() const { return most_tokens(prompt_) + longest_answer; }

  static constexpr int longest_answer = 1000;
  Prompt prompt_{.system = "persona", .messages = {{.content = "a question"}}};
  bool has_key_ = true;
  test::CollectingSink sink_;
  test::ManualClock clock_;
  test::CountingRandom random_;
  test::RecordingMetrics metrics_;
  test::RecordingLog log_;
  test::ExactLedger ledger_;
  test::ScriptedProvider provider_{clock_};
  SpendBudget budget_{{.per_day = 1'000'000},
                      SpendBudget::Leasing::exact,
                      {.ledger = ledger_, .clock = clock_, .metrics = metrics_, .log = log_}};
  ModelClientOptions options_{.model = "m",
                              .prices = {.input_usd_per_million = 1, .output_usd_per_million = 1},
                              .max_tokens = longest_answer};
  std::unique_ptr<Model> model_ =
      make_model_client(options_, std::make_unique<test::PlainWire>(has_key_),
                        {.client = provider_,
                         .budget = budget_,
                         .clock = clock_,
                         .random = random_,
                         .metrics = metrics_,
                         .log = log_});
};

TEST_F(ModelClientTest, AnswersAndPaysWhatTheProviderCounted) {
  const Completion completion = ask_with({good});
  EXPECT_FALSE(completion.error);
  EXPECT_EQ(sink_.said, "an answer");
  EXPECT_EQ(completion.model, "m");
  EXPECT_TRUE(completion.stopped);
  EXPECT_EQ(completion.usage->input_tokens, 10);
  EXPECT_FALSE(completion.usage->estimated);
  EXPECT_EQ(spent(), 15);
  EXPECT_EQ(provider_.requests[0].body, "a question");
  EXPECT_EQ(provider_.requests[0].headers.front().first, "Key");
}

TEST_F(ModelClientTest, ACallIsMeasuredOnceWithTheTimeToItsFirstText) {
  ask_with({busy, {.pieces = {"an answer", "#stop"}, .takes = 3s}});
  ask_with({busy, busy, busy});
  EXPECT_EQ(metrics_.model_errors, (std::vector<std::string>{"", "unavailable"}));
  ASSERT_EQ(metrics_.first_texts.size(), 2U);
  ASSERT_TRUE(metrics_.first_texts[0]);
  EXPECT_GE(*metrics_.first_texts[0], 3s) << "retries and their waits are part of it";
  EXPECT_FALSE(metrics_.first_texts[1]);
}

TEST_F(ModelClientTest, AnAnswerThatALimitEndedIsWholeAndNotTheModelsOwnEnd) {
  const Completion completion = ask_with({{.pieces = {"an answer", "#length"}}});
  EXPECT_FALSE(completion.error);
  EXPECT_FALSE(completion.stopped);
}

TEST_F(ModelClientTest, TriesTwiceMoreAndSignsEachAttempt) {
  EXPECT_FALSE(ask_with({no_connection, busy, good}).error);
  EXPECT_EQ(requests(), 3);
  EXPECT_EQ(provider_.requests[2].headers.size(), provider_.requests[0].headers.size());
  EXPECT_EQ(metrics_.total(Counter::model_errors), 2);
  EXPECT_EQ(spent(), 15) << "refusals cost nothing";
  EXPECT_TRUE(ask_with({busy}).error);
  EXPECT_EQ(requests(), 6);
}

TEST_F(ModelClientTest, WhatWillNeverPassIsNotTriedAgain) {
  const Completion completion = ask_with({{.status = 400, .pieces = {"bad parameter"}}, good});
  EXPECT_EQ(completion.error->kind, ErrorKind::model_wrong_answer);
  EXPECT_FALSE(completion.usage);
  EXPECT_EQ(requests(), 1);
  EXPECT_EQ(spent(), 0);
  EXPECT_NE(log_.all().find("answered 400 (bad parameter)"), std::string::npos);
}

TEST_F(ModelClientTest, WaitsAsLongAsTheProviderWishesWhereThatFits) {
  Answer wish = busy;
  wish.headers = {{"Retry-After", "7"}};
  const SteadyTime before = clock_.steady_now();
  EXPECT_FALSE(ask_with({wish, good}).error);
  EXPECT_EQ(clock_.steady_now() - before, 7s);
  wish.headers = {{"Retry-After", "60"}};
  const Completion completion = ask_with({wish, good});
  EXPECT_EQ(completion.error->retry_after, 60s) << "more than the call may take";
  EXPECT_EQ(requests(), 3);
}

TEST_F(ModelClientTest, ACallEndsAtItsDeadlineWhateverItsAttemptsDo) {
  Answer lost_late = no_connection;
  lost_late.takes = 12s;
  const SteadyTime before = clock_.steady_now();
  const Completion completion = ask_with({lost_late, lost_late, slow});
  EXPECT_EQ(completion.error->kind, ErrorKind::model_timeout);
  EXPECT_EQ(clock_.steady_now() - before, 25s);
}

TEST_F(ModelClientTest, WithoutTimeForACallThereIsNone) {
  const CallLimits limits{.deadline = clock_.steady_now() + 199ms};
  EXPECT_EQ(ask("", limits).error->kind, ErrorKind::model_timeout);
  EXPECT_EQ(requests(), 0);
}

TEST_F(ModelClientTest, ATimeLimitIsNoReasonForARetryAndCostsAllThatWasReserved) {
  const Completion completion = ask_with({slow, good});
  EXPECT_EQ(completion.error->kind, ErrorKind::model_timeout);
  EXPECT_EQ(requests(), 1);
  EXPECT_EQ(spent(), worst());
  EXPECT_TRUE(completion.usage->estimated);
}

TEST_F(ModelClientTest, AResetBeforeTheReplyIsTriedAgainAndStaysCounted) {
  const Completion completion = ask_with({reset, good});
  EXPECT_FALSE(completion.error);
  EXPECT_EQ(spent(), worst() + 15);
  EXPECT_EQ(completion.usage->input_tokens, 10) << "the caller is told of the other attempt alone";
}

TEST_F(ModelClientTest, AStaleConnectionIsReplacedOnceAtOnceAndReservedAgain) {
  const SteadyTime before = clock_.steady_now();
  EXPECT_FALSE(ask_with({stale, good}).error);
  EXPECT_EQ(clock_.steady_now(), before) << "without a wait";
  EXPECT_EQ(metrics_.total(Counter::model_errors), 0) << "it is no fault";
  EXPECT_EQ(spent(), worst() + 15);
}

TEST_F(ModelClientTest, AReplyThatBreaksOffIsAWrongAnswerThatCostsAllThatWasReserved) {
  const Answer cut{.pieces = {"a part"},
                   .fault_after = HttpError{.fault = HttpFault::cut, .sent = true}};
  for (const Answer& answer : {cut, Answer{.pieces = {"a part", "#cut"}}}) {
    const MicroUsd before = ledger_.figures.empty() ? 0 : spent();
    EXPECT_EQ(ask_with({answer, good}).error->kind, ErrorKind::model_wrong_answer);
    EXPECT_EQ(spent(), before + worst());
  }
  EXPECT_EQ(requests(), 2);
}

TEST_F(ModelClientTest, AnEmptyAnswerIsAWrongOneAndPaidByItsUsage) {
  EXPECT_EQ(ask_with({{.pieces = {"#usage 10 0", "#stop"}}}).error->kind,
            ErrorKind::model_wrong_answer);
  EXPECT_EQ(spent(), 10);
}

TEST_F(ModelClientTest, OfAReplyOnlyWhatAVisitorMayReadIsPassedOn) {
  ask_with({{.pieces = {"<reaso", "ning>x</reasoning>He", "llo\x1B[1m", "!", "#stop"}}});
  EXPECT_EQ(sink_.said, "Hello!");
  const Completion completion = ask_with({{.pieces = {"<reasoning>only</reasoning>", "#stop"}}});
  EXPECT_EQ(completion.error->kind, ErrorKind::model_wrong_answer);
}

TEST_F(ModelClientTest, AnEndlessAnswerIsCutAndItsCostUnknown) {
  const Completion completion =
      ask_with({{.pieces = std::vector<std::string>(100, std::string(1000, 'x'))}});
  EXPECT_FALSE(completion.error);
  EXPECT_FALSE(completion.stopped);
  EXPECT_EQ(sink_.said.size(), 65'536U);
  EXPECT_EQ(spent(), worst());
}

TEST_F(ModelClientTest, AClientWhoStopsReadingEndsTheCall) {
  class Gone final : public ReplySink {
   public:
    Task<bool> put(ReplyEvent event) override {
      if (auto* end = std::get_if<Finished>(&event)) completion = std::move(end->completion);
      co_return false;
    }
    Completion completion;
  } gone;
  provider_.answers = {{.pieces = {"a", "b", "#stop"}}};
  test::run(model_->complete(prompt_, gone, {}));
  EXPECT_EQ(gone.completion.error->kind, ErrorKind::client_left);
  EXPECT_EQ(spent(), worst());
}

TEST_F(ModelClientTest, WithoutRoomInTheBudgetNothingIsSent) {
  SpendBudget none({.per_day = 1}, SpendBudget::Leasing::exact,
                   {.ledger = ledger_, .clock = clock_, .metrics = metrics_, .log = log_});
  const auto model = make_model_client(options_, std::make_unique<test::PlainWire>(has_key_),
                                       {.client = provider_,
                                        .budget = none,
                                        .clock = clock_,
                                        .random = random_,
                                        .metrics = metrics_,
                                        .log = log_});
  test::run(model->complete(prompt_, sink_, {}));
  EXPECT_EQ(sink_.completion->error->kind, ErrorKind::model_unavailable);
  EXPECT_EQ(requests(), 0);
  EXPECT_EQ(metrics_.total(Counter::model_errors), 0) << "no attempt was made";
}

TEST_F(ModelClientTest, WithoutAProofOfWhoAsksNothingIsReservedOrSent) {
  has_key_ = false;
  EXPECT_EQ(ask_with({good}).error->kind, ErrorKind::model_unavailable);
  EXPECT_EQ(requests(), 0);
  EXPECT_EQ(ledger_.writes, 0);
  EXPECT_EQ(metrics_.total(Counter::model_errors), 1);
}

TEST_F(ModelClientTest, AClientWhoHasLeftCostsNothing) {
  std::stop_source left;
  left.request_stop();
  EXPECT_EQ(ask("", {.client_gone = left.get_token()}).error->kind, ErrorKind::client_left);
  EXPECT_EQ(requests(), 0);
  EXPECT_EQ(spent(), 0);
}

TEST_F(ModelClientTest, RetriesAreAFifthOfTheCallsOnceTheFirstTenAreUsed) {
  for (int i = 0; i < 5; ++i) ask_with({busy}, "one visitor");  // two retries each
  const std::size_t before = requests();
  ask_with({busy}, "one visitor");
  EXPECT_LT(requests() - before, 3);
}

TEST_F(ModelClientTest, AnOpenBreakerMakesNoCallsButAProbeEveryTenSeconds) {
  open_breaker();
  const std::size_t before = requests();
  const Completion completion = ask_with({good});
  EXPECT_EQ(completion.error->kind, ErrorKind::model_unavailable);
  EXPECT_EQ(completion.error->retry_after, 10s);
  EXPECT_EQ(requests(), before);
  clock_.advance(10s);
  EXPECT_FALSE(ask().error);
  EXPECT_FALSE(ask().error) << "closed again";
}

TEST_F(ModelClientTest, AProbeThatFailsKeepsItOpen) {
  open_breaker();
  clock_.advance(10s);
  EXPECT_TRUE(ask_with({{.status = 500}}).error);
  EXPECT_TRUE(ask_with({good}).error);
}

/// Asks from within, where a probe's client takes its time to read.
class SlowReader final : public ReplySink {
 public:
  explicit SlowReader(std::function<Task<void>()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
  Task<bool> put(ReplyEvent event) override {
    if (std::holds_alternative<TextDelta>(event)) co_await meanwhile_();
    co_return true;
  }

 private:
  std::function<Task<void>()> meanwhile_;
};

TEST_F(ModelClientTest, AProbeWhoseClientReadsSlowlyClosesTheBreakerWithItsFirstText) {
  open_breaker();
  clock_.advance(10s);
  provider_.answers = {good};
  sink_ = {};
  SlowReader reader(
      [&]() -> Task<void> { co_await model_->complete(prompt_, sink_, {.visitor = "another"}); });
  test::run(model_->complete(prompt_, reader, {.visitor = "slow"}));
  ASSERT_TRUE(sink_.completion);
  EXPECT_FALSE(sink_.completion->error);
}

TEST_F(ModelClientTest, AProbeWhoseClientLeavesIsTheNextVisitors) {
  open_breaker();
  clock_.advance(10s);
  std::stop_source left;
  left.request_stop();
  ask("leaves", {.client_gone = left.get_token()});
  provider_.answers = {good};
  EXPECT_TRUE(ask("leaves").error) << "not once more the same visitor's";
  EXPECT_FALSE(ask("stays").error);
  EXPECT_FALSE(ask("leaves").error) << "closed again";
}

TEST_F(ModelClientTest, AGuardrailsRefusalIsNoFailure) {
  options_.guarded = true;
  const auto model = make_model_client(options_, std::make_unique<test::PlainWire>(has_key_),
                                       {.client = provider_,
                                        .budget = budget_,
                                        .clock = clock_,
                                        .random = random_,
                                        .metrics = metrics_,
                                        .log = log_});
  provider_.answers = {{.pieces = {"#filtered"}}};
  test::run(model->complete(prompt_, sink_, {}));
  EXPECT_TRUE(sink_.completion->filtered);
  EXPECT_EQ(metrics_.total(Counter::model_errors), 0);
}

}  // namespace
}  // namespace mta::providers
