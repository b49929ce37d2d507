#include "chat/shared_answers.h"

#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "chat/model_error.h"
#include "tests/support/collecting_sink.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta::chat {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;

class SharedAnswersTest : public testing::Test {
 protected:
  Completion ask_as(std::optional<std::string> persona, const std::string& message,
                    CallLimits limits = {}) {
    sink_ = {};
    test::run(shared_.answer(
        key_of_first_question(persona, message),
        [&] {
          ++prompts_made_;
          return Prompt{.messages = {{.content = message}}};
        },
        sink_, std::move(limits)));
    return sink_.completion.value();
  }
  Completion ask(const std::string& message, std::string* said = nullptr) {
    Completion completion = ask_as({}, message);
    if (said != nullptr) *said = sink_.said;
    return completion;
  }
  [[nodiscard]] std::size_t calls() const { return scripted_.prompts.size(); }

  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  test::ScriptedModel scripted_;
  SharedAnswers shared_{scripted_, std::chrono::hours(1), Reading::as_it_comes, clock_, metrics_};
  test::CollectingSink sink_;
  int prompts_made_ = 0;
};

TEST_F(SharedAnswersTest, TheSameFirstQuestionIsAskedOnceInAnHour) {
  scripted_.usage = Usage{.input_tokens = 7, .output_tokens = 5, .cost_micro_usd = 3};
  EXPECT_EQ(ask("Which laser suits dark skin?").usage->cost_micro_usd, 3);
  std::string said;
  const Completion again = ask("which LASER suits dark skin", &said);
  EXPECT_EQ(said, "an answer");
  EXPECT_EQ(again.model, "scripted");
  EXPECT_FALSE(again.fallback);
  EXPECT_EQ(again.usage->cost_micro_usd, 0);
  EXPECT_EQ(again.usage->input_tokens, 0);
  EXPECT_EQ(calls(), 1);
  EXPECT_EQ(metrics_.total(Counter::cached_answers), 1);
  EXPECT_EQ(prompts_made_, 1) << "what is kept needs no prompt";
  clock_.advance(hours(1));
  ask("Which laser suits dark skin?");
  EXPECT_EQ(calls(), 2);
}

TEST_F(SharedAnswersTest, OtherWordsOrInstructionsAreAnotherQuestion) {
  ask("a laser");
  ask("two lasers");
  ask_as("another persona", "a laser");
  EXPECT_EQ(calls(), 3);
  for (const char* question :
       {"HIFU 可以运到约旦吗？", "HIFU 疼吗？", "a laser for < 3000 $", "a laser for > 3000 $",
        "1,5 mm", "15 mm", "-10 degrees", "10 degrees", "No, lasers are safe", "No lasers are safe",
        "a laser? ... .- -.--", "a laser .... . .-.. .--.", "3'ale", "3ale", "EMS III", "EMS I"}) {
    const std::size_t before = calls();
    ask(question);
    EXPECT_EQ(calls(), before + 1) << question;
  }
}

TEST_F(SharedAnswersTest, CaseSpaceEndMarksAndArabicLetterFormsDoNotMatter) {
  ask("Which laser suits dark skin?");
  ask("  which  LASER suits dark skin ?!");
  ask("which laser suits dark skin");
  EXPECT_EQ(calls(), 2) << "a space before the mark is kept";
  ask("كم سعر الأجهزة؟");
  ask("كم سعر الاجهزه");
  EXPECT_EQ(calls(), 3);
}

TEST_F(SharedAnswersTest, TheCallIsOfTheVisitorWhoAskedFirst) {
  ask_as({}, "a laser", {.visitor = "first"});
  ask_as({}, "a laser", {.visitor = "second"});
  EXPECT_EQ(scripted_.visitors, std::vector<std::string>{"first"});
}

TEST_F(SharedAnswersTest, AFailedAnswerIsNotKept) {
  scripted_.error = wrong_answer("cut");
  EXPECT_TRUE(ask("a laser").error);
  scripted_.error.reset();
  EXPECT_FALSE(ask("a laser").error);
  EXPECT_EQ(calls(), 2);
}

TEST_F(SharedAnswersTest, AnAnswerThatDidNotEndByItselfIsGivenAndNotKept) {
  scripted_.stopped = false;  // by a limit, or it is not known how
  std::string said;
  EXPECT_FALSE(ask("a laser", &said).error);
  EXPECT_EQ(said, "an answer");
  scripted_.stopped = true;
  EXPECT_FALSE(ask("a laser").error);
  EXPECT_EQ(calls(), 2);
  EXPECT_FALSE(ask("a laser").error);
  EXPECT_EQ(calls(), 2);
}

TEST_F(SharedAnswersTest, ALongAnswerIsGivenAndNotKept) {
  scripted_.pieces = {std::string(20'000, 'x')};
  std::string said;
  ask("a laser", &said);
  EXPECT_EQ(said.size(), 20'000U);
  ask("a laser");
  EXPECT_EQ(calls(), 2);
}

/// Says a piece each time a test lets it, until it is told that nobody is there.
class StepwiseModel final : public Model {
 public:
  [[nodiscard]] std::string_view id() const override { return "stepwise"; }
  Task<void> complete(const Prompt&, ReplySink& sink, CallLimits limits) override {
    ++calls;
    for (int said = 0; said < pieces;) {
      asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(1));
      co_await timer.async_wait(asio::use_awaitable);
      if (limits.client_gone.stop_requested()) {
        ++cancelled;
        co_await sink.put(
            Finished{{.error = client_left(), .model = "stepwise", .usage = Usage{}}});
        co_return;
      }
      for (; said < allowed; ++said) co_await sink.put(TextDelta{"piece "});
    }
    const bool is_corrected = calls == 1 && corrects_first;
    co_await sink.put(Finished{{.model = "stepwise",
                                .stopped = true,
                                .is_checked = true,
                                .corrections = {.price = is_corrected},
                                .usage = Usage{.cost_micro_usd = 9}}});
  }

  static constexpr int pieces = 3;
  bool corrects_first = false;
  std::atomic<int> allowed = 0;
  std::atomic<int> calls = 0;
  std::atomic<int> cancelled = 0;
};

struct Visitor {
  test::CollectingSink sink;
  std::stop_source gone;
  std::optional<Completion>& completion = sink.completion;
};

class SharedCallTest : public testing::Test {
 protected:
  void ask(Visitor& visitor) { ask(shared_, visitor); }
  void ask(SharedAnswers& shared, Visitor& visitor) {
    asio::co_spawn(
        loop_,
        [&shared, &visitor, message = std::string("a laser")]() -> Task<void> {
          co_await shared.answer(key_of_first_question({}, message), [] { return Prompt{}; },
                                 visitor.sink, {.client_gone = visitor.gone.get_token()});
        },
        [](const std::exception_ptr& fault) {
          if (fault) std::rethrow_exception(fault);
        });
  }
  /// Until `done`, or for so long that it will never be.
  template <class Condition>
  void run_until(Condition done) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done() && std::chrono::steady_clock::now() < give_up) {
      loop_.restart();
      loop_.run_one_for(std::chrono::milliseconds(20));
    }
    ASSERT_TRUE(done());
  }

  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  StepwiseModel stepwise_;
  SharedAnswers shared_{stepwise_, std::chrono::hours(1), Reading::as_it_comes, clock_, metrics_};
  SharedAnswers checked_{stepwise_, std::chrono::hours(1), Reading::once_checked, clock_, metrics_};
  asio::io_context loop_;
};

TEST_F(SharedCallTest, QuestionsUnderWayAtOnceShareOneCallAndItsPieces) {
  std::array<Visitor, 5> visitors;
  for (std::size_t i = 0; i < 4; ++i) ask(visitors[i]);
  stepwise_.allowed = 1;
  run_until([&] {
    return std::ranges::all_of(std::span(visitors).first(4),
                               [](auto& visitor) { return visitor.sink.said == "piece "; });
  });
  ask(visitors[4]);
  run_until([&] { return visitors[4].sink.said == "piece "; });
  stepwise_.allowed = 3;
  run_until([&] {
    return std::ranges::all_of(visitors,
                               [](auto& visitor) { return visitor.completion.has_value(); });
  });
  std::int64_t cost = 0;
  for (const Visitor& visitor : visitors) {
    EXPECT_EQ(visitor.sink.said, "piece piece piece ");
    EXPECT_FALSE(visitor.completion->error);
    EXPECT_EQ(visitor.completion->model, "stepwise");
    cost += visitor.completion->usage->cost_micro_usd;
  }
  EXPECT_EQ(stepwise_.calls, 1);
  EXPECT_EQ(cost, 9) << "it is told once";
}

TEST_F(SharedCallTest, AVisitorWhoLeavesTakesNothingFromTheOthers) {
  Visitor first;
  Visitor second;
  ask(first);
  ask(second);
  stepwise_.allowed = 1;
  run_until([&] { return !second.sink.said.empty(); });
  first.gone.request_stop();
  stepwise_.allowed = 3;
  run_until([&] { return first.completion && second.completion; });
  EXPECT_EQ(first.completion->error->kind, ErrorKind::client_left);
  EXPECT_FALSE(second.completion->error);
  EXPECT_EQ(second.sink.said, "piece piece piece ");
  EXPECT_EQ(stepwise_.cancelled, 0);
}

TEST_F(SharedCallTest, TheCallEndsWhenTheLastHasLeftAndTheNextBeginsAnother) {
  Visitor first;
  Visitor second;
  Visitor third;
  ask(first);
  ask(second);
  run_until([&] { return stepwise_.calls == 1; });
  first.gone.request_stop();
  second.gone.request_stop();
  run_until([&] { return second.completion.has_value(); });
  ask(third);
  run_until([&] { return first.completion && stepwise_.cancelled == 1 && stepwise_.calls == 2; });
  stepwise_.allowed = 3;
  run_until([&] { return third.completion.has_value(); });
  EXPECT_EQ(third.sink.said, "piece piece piece ");
  EXPECT_FALSE(third.completion->error);
}

TEST_F(SharedCallTest, VisitorsOnOtherEventLoopsShareItToo) {
  stepwise_.allowed = 3;
  constexpr int rounds = 50;
  std::atomic<int> whole = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < rounds; ++round) {
        test::CollectingSink sink;
        test::run(shared_.answer(key_of_first_question({}, "question " + std::to_string(round)),
                                 [] { return Prompt{}; }, sink, {}));
        whole += sink.said == "piece piece piece " ? 1 : 0;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(whole, 4 * rounds);
  EXPECT_LE(stepwise_.calls, rounds);
}

TEST_F(SharedCallTest, AnAnswerThatIsCheckedIsGivenToOthersOnceItHasEnded) {
  Visitor first;
  Visitor second;
  ask(checked_, first);
  ask(checked_, second);
  stepwise_.allowed = 2;
  run_until([&] { return first.sink.said == "piece piece "; });
  EXPECT_EQ(second.sink.said, "");
  stepwise_.allowed = 3;
  run_until([&] { return first.completion && second.completion; });
  EXPECT_EQ(second.sink.said, "piece piece piece ");
  EXPECT_TRUE(second.completion->shared);
  EXPECT_EQ(stepwise_.calls, 1);
}

TEST_F(SharedCallTest, ACorrectedAnswerReachesNoOtherVisitorAtTheSameMoment) {
  stepwise_.corrects_first = true;
  Visitor first;
  Visitor second;
  ask(checked_, first);
  ask(checked_, second);
  stepwise_.allowed = 3;
  run_until([&] { return first.completion && second.completion; });
  EXPECT_TRUE(first.completion->corrections.price);
  EXPECT_FALSE(second.completion->corrections.any());
  EXPECT_FALSE(second.completion->shared);
  EXPECT_EQ(second.sink.said, "piece piece piece ");
  EXPECT_EQ(stepwise_.calls, 2) << "its question was asked anew";
}

TEST_F(SharedAnswersTest, WhatWasCorrectedOrNotCheckedIsKeptForNobody) {
  scripted_.corrections.price = true;
  ask("a laser");
  ask("a laser");
  scripted_.corrections = {};
  scripted_.is_checked = false;
  ask("a laser");
  ask("a laser");
  EXPECT_EQ(calls(), 4);
  scripted_.is_checked = true;
  ask("a laser");
  ask("a laser");
  EXPECT_EQ(calls(), 5);
}

}  // namespace
}  // namespace mta::chat
