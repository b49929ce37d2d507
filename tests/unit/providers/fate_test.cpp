#include "providers/fate.h"

#include <gtest/gtest.h>

namespace mta::providers {
namespace {

using Outcome = CircuitBreaker::Outcome;

constexpr MicroUsd reserved = 1000;
constexpr TokenPrices prices{.input_usd_per_million = 1, .output_usd_per_million = 2};
constexpr TokenCounts told{.input = 10, .output = 5};

struct Case {
  const char* name;
  Fate fate;
  std::optional<ErrorKind> error;
  MicroUsd bill;
  Outcome outcome;
  bool may_pass;
  bool has_usage;
};

/// Every way in which an attempt ends, with a provider that has told its usage where it came to it.
class FateTest : public testing::TestWithParam<Case> {};

TEST_P(FateTest, DecidesOnTheBillTheBreakerAndTheRetry) {
  const Case& c = GetParam();
  Attempt attempt{.fate = c.fate};
  if (c.error) attempt.error = Error{.kind = *c.error};
  if (c.fate == Fate::complete || c.fate == Fate::unknown) attempt.usage = told;
  EXPECT_EQ(bill(attempt, prices, reserved), c.bill);
  EXPECT_EQ(outcome_of(attempt), c.outcome);
  EXPECT_EQ(may_pass(attempt), c.may_pass);
  EXPECT_EQ(has_usage(attempt), c.has_usage);
}

INSTANTIATE_TEST_SUITE_P(
    All, FateTest,
    testing::Values(
        Case{"NoConnection", Fate::not_sent, ErrorKind::model_unavailable, 0, Outcome::failure,
             true, false},
        Case{"SlowConnection", Fate::not_sent, ErrorKind::model_timeout, 0, Outcome::failure, true,
             false},
        Case{"NotARequest", Fate::not_sent, ErrorKind::model_wrong_answer, 0, Outcome::neither,
             false, false},
        Case{"LeftWhileConnecting", Fate::not_sent, ErrorKind::client_left, 0, Outcome::abandoned,
             false, false},
        Case{"Refused429", Fate::refused, ErrorKind::model_unavailable, 0, Outcome::failure, true,
             false},
        Case{"Refused500", Fate::refused, ErrorKind::model_wrong_answer, 0, Outcome::failure, true,
             false},
        Case{"Rejected", Fate::rejected, ErrorKind::model_wrong_answer, 0, Outcome::neither, false,
             false},
        Case{"ResetBeforeTheReply", Fate::unknown, ErrorKind::model_unavailable, reserved,
             Outcome::failure, true, false},
        Case{"Late", Fate::unknown, ErrorKind::model_timeout, reserved, Outcome::failure, false,
             true},
        Case{"Cut", Fate::unknown, ErrorKind::model_wrong_answer, reserved, Outcome::neither, false,
             true},
        Case{"LeftWhileReading", Fate::unknown, ErrorKind::client_left, reserved,
             Outcome::abandoned, false, true},
        Case{"StoppedByUs", Fate::unknown, std::nullopt, reserved, Outcome::success, false, true},
        Case{"Complete", Fate::complete, std::nullopt, 20, Outcome::success, false, true},
        Case{"CompleteAndEmpty", Fate::complete, ErrorKind::model_wrong_answer, 20,
             Outcome::neither, false, true}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Fate, ACompleteReplyWithoutUsageCostsAllThatWasReserved) {
  EXPECT_EQ(bill({.fate = Fate::complete}, prices, reserved), reserved);
}

TEST(Fate, OnlyALostConnectionThatWasKeptWasStale) {
  const Error lost{.kind = ErrorKind::model_unavailable};
  const Error late{.kind = ErrorKind::model_timeout};
  EXPECT_TRUE(was_stale({.fate = Fate::unknown, .error = lost, .on_kept_connection = true}));
  EXPECT_FALSE(was_stale({.fate = Fate::unknown, .error = lost}));
  EXPECT_FALSE(was_stale({.fate = Fate::unknown, .error = late, .on_kept_connection = true}));
}

TEST(Fate, CountsThatCannotBeAreNone) {
  const auto kept = [](TokenCounts counts, std::int64_t estimate) {
    Attempt attempt{.fate = Fate::complete, .usage = counts, .output_estimate = estimate};
    drop_impossible_usage(attempt, prices, reserved);
    return attempt.usage.has_value();
  };
  EXPECT_TRUE(kept(told, 5));
  EXPECT_FALSE(kept({.input = 10, .output = 0}, 5)) << "something came";
  EXPECT_TRUE(kept({.input = 10, .output = 0}, 0)) << "nothing came";
  EXPECT_FALSE(kept({.input = 1'000'000'000'000'000'000, .output = 5}, 5));
}

TEST(Fate, CostsAreRoundedUp) {
  EXPECT_EQ(cost({.input = 1, .output = 0}, {.input_usd_per_million = 0.15}), 1);
  EXPECT_EQ(cost({.input = 100, .output = 0}, {.input_usd_per_million = 0.15}), 15);
}

}  // namespace
}  // namespace mta::providers
