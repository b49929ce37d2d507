#include "chat/spend_budget.h"

#include <gtest/gtest.h>

#include "tests/support/exact_ledger.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::sys_days;
using namespace std::chrono_literals;

constexpr MicroUsd call = 1000;

/// Ten seconds before the end of a month.
const Timestamp month_end = sys_days(2027y / 2 / 1) - seconds(10);

class SpendBudgetTest : public testing::Test {
 protected:
  SpendBudgetTest() { clock_.set(sys_days(2026y / 11 / 27) + hours(12)); }

  SpendBudget budget(SpendingCaps caps,
                     SpendBudget::Leasing leasing = SpendBudget::Leasing::exact) {
    return {caps, leasing, {.ledger = ledger_, .clock = clock_, .metrics = metrics_, .log = log_}};
  }
  static Result<Reservation> reserve(SpendBudget& budget, MicroUsd amount = call) {
    return test::run(budget.reserve(amount));
  }
  static void settle(SpendBudget& budget, Reservation reservation, MicroUsd spent) {
    test::run(wait(budget.settle(std::move(reservation), spent)));
  }
  static void release(SpendBudget& budget) { test::run(wait(budget.release())); }
  static Task<bool> wait(Task<void> task) {
    co_await std::move(task);
    co_return true;
  }

  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  test::RecordingLog log_;
  test::ExactLedger ledger_;
};

TEST(SpendingPeriods, AreDaysAndMonthsInUtc) {
  const Timestamp last = sys_days(2028y / 2 / 29) + hours(23) + 59min + 59s + 999ms;
  EXPECT_EQ(day_of(last).name, "day#2028-02-29");
  EXPECT_EQ(day_of(last).end, sys_days(2028y / 3 / 1));
  EXPECT_EQ(month_of(last).name, "month#2028-02");
  EXPECT_EQ(month_of(last).end, sys_days(2028y / 3 / 1));
  EXPECT_EQ(day_of(last + 1ms).name, "day#2028-03-01");
  EXPECT_EQ(month_of(sys_days(2026y / 12 / 31)).end, sys_days(2027y / 1 / 1));
}

TEST_F(SpendBudgetTest, GrantsAsManyCallsAsTheCapIsWorth) {
  SpendBudget some = budget({.per_day = 3 * call, .per_month = 100 * call});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(reserve(some));
  const auto refused = reserve(some);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::model_unavailable);
  EXPECT_EQ(refused.error().retry_after, hours(12));
  EXPECT_EQ(metrics_.total(Counter::budget_refused), 1);
  EXPECT_EQ(metrics_.level(Gauge::budget_day_remaining_usd), 0);
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], 3 * call);
  // What the day refused was given back to the month.
  EXPECT_EQ(ledger_.figures["month#2026-11"], 3 * call);
}

TEST_F(SpendBudgetTest, ACallThatCostsMoreThanWhatIsLeftIsRefused) {
  SpendBudget some = budget({.per_day = call - 1});
  EXPECT_FALSE(reserve(some));
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], 0);
  EXPECT_TRUE(reserve(some, call - 1));
}

TEST_F(SpendBudgetTest, TheMonthRefusesUntilItsEnd) {
  SpendBudget some = budget({.per_day = 10 * call, .per_month = call});
  ASSERT_TRUE(reserve(some));
  const auto refused = reserve(some);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after, days(3) + hours(12));
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], call) << "the day's part was given back";
}

TEST_F(SpendBudgetTest, SettlingGivesBackWhatWasNotUsed) {
  SpendBudget some = budget({.per_day = 2 * call});
  auto first = reserve(some);
  ASSERT_TRUE(reserve(some));
  EXPECT_FALSE(reserve(some));
  settle(some, *first, 1);
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], call + 1);
  EXPECT_FALSE(reserve(some));
  EXPECT_TRUE(reserve(some, call - 1));
}

TEST_F(SpendBudgetTest, WhatACallCostMoreThanForeseenIsCountedPastTheCap) {
  SpendBudget some = budget({.per_day = call});
  settle(some, *reserve(some), call + 7);
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], call + 7);
  EXPECT_NE(log_.all().find("cost more than could be foreseen"), std::string::npos);
  EXPECT_FALSE(reserve(some, 1));
}

TEST_F(SpendBudgetTest, ANewPeriodBeginsWithItsOwnCap) {
  clock_.set(month_end);
  SpendBudget some = budget({.per_day = call, .per_month = call});
  auto late = reserve(some);
  ASSERT_TRUE(late);
  EXPECT_EQ(reserve(some).error().retry_after, seconds(10));
  clock_.advance(seconds(10));
  ASSERT_TRUE(reserve(some));
  EXPECT_FALSE(reserve(some));
  settle(some, *late, 5);
  EXPECT_EQ(ledger_.figures["day#2027-01-31"], 5) << "a call belongs to the period it began in";
  EXPECT_EQ(ledger_.figures["month#2027-01"], 5);
  EXPECT_EQ(ledger_.figures["day#2027-02-01"], call);
}

TEST_F(SpendBudgetTest, WithoutCapsOrCostTheLedgerIsNotAsked) {
  SpendBudget none = budget({});
  settle(none, *reserve(none), call);
  SpendBudget free = budget({.per_day = 1});
  settle(free, *reserve(free, 0), 0);
  EXPECT_EQ(ledger_.writes, 0);
}

TEST_F(SpendBudgetTest, NothingIsGrantedWhileTheLedgerDoesNotAnswer) {
  SpendBudget some = budget({.per_day = 10 * call});
  ledger_.next_fate = [] { return test::Fate::refused_by_store; };
  const auto refused = reserve(some);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::model_unavailable);
  EXPECT_EQ(refused.error().retry_after, seconds(5));
  EXPECT_EQ(metrics_.total(Counter::store_errors), 1);
  EXPECT_NE(log_.all().find("ledger on fire"), std::string::npos);
  ledger_.next_fate = [] { return test::Fate::done; };
  EXPECT_TRUE(reserve(some));
}

TEST_F(SpendBudgetTest, ALeaseServesManyCallsWithOneWrite) {
  SpendBudget some = budget({.per_day = 1000 * call}, SpendBudget::Leasing::leased);
  for (int i = 0; i < 10; ++i) settle(some, *reserve(some), call);
  EXPECT_EQ(ledger_.writes, 1);
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], 10 * call) << "a hundredth of the cap";
  EXPECT_TRUE(reserve(some));
  EXPECT_EQ(ledger_.writes, 2);
  EXPECT_DOUBLE_EQ(metrics_.level(Gauge::budget_day_reserved_usd), 0.01);
}

TEST_F(SpendBudgetTest, ALeaseIsOneCallAtLeastAndNeverMoreThanWhatIsLeft) {
  SpendBudget small = budget({.per_day = 2 * call + 1}, SpendBudget::Leasing::leased);
  ASSERT_TRUE(reserve(small));
  ASSERT_TRUE(reserve(small));
  EXPECT_FALSE(reserve(small));
  SpendBudget other = budget({.per_day = 250 * call}, SpendBudget::Leasing::leased);
  ledger_.figures["day#2026-11-27"] = 248 * call;  // a lease is two calls and a half
  ASSERT_TRUE(reserve(other));
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], 249 * call) << "the rest is for the others";
}

TEST_F(SpendBudgetTest, MoreThanTwoLeasesAreNotHeld) {
  SpendBudget some = budget({.per_day = 100 * call}, SpendBudget::Leasing::leased);
  std::vector<Reservation> under_way;
  for (int i = 0; i < 8; ++i) under_way.push_back(*reserve(some));
  for (Reservation& one : under_way) settle(some, std::move(one), 0);
  EXPECT_LE(ledger_.figures["day#2026-11-27"], 2 * call);
  EXPECT_GE(ledger_.figures["day#2026-11-27"], call);
}

TEST_F(SpendBudgetTest, AGracefulEndGivesTheLeaseBack) {
  SpendBudget some =
      budget({.per_day = 1000 * call, .per_month = 5000 * call}, SpendBudget::Leasing::leased);
  settle(some, *reserve(some), 3);
  release(some);
  EXPECT_EQ(ledger_.figures["day#2026-11-27"], 3);
  EXPECT_EQ(ledger_.figures["month#2026-11"], 3);
}

TEST_F(SpendBudgetTest, AUsedUpCapCostsOneWriteInTenSeconds) {
  SpendBudget some = budget({.per_day = 10 * call}, SpendBudget::Leasing::leased);
  ledger_.figures["day#2026-11-27"] = 10 * call - 1;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(reserve(some));
  EXPECT_EQ(ledger_.writes, 1);
  clock_.advance(seconds(10));
  ledger_.figures["day#2026-11-27"] = 0;  // another process has given back
  EXPECT_TRUE(reserve(some));
}

TEST_F(SpendBudgetTest, TheLogTellsOnceThatTheCapIsReached) {
  SpendBudget some = budget({.per_day = 1});
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(reserve(some));
  EXPECT_EQ(log_.all(), "spend cap reached period=day cap_usd=\n");
}

}  // namespace
}  // namespace mta
