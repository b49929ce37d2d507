// The budget against an exact model: any number of processes on one ledger, any order of calls,
// writes that fail or whose answer is lost, processes that die at any step, periods that end.
#include <map>
#include <memory>
#include <random>

#include <gtest/gtest.h>

#include "chat/spend_budget.h"
#include "tests/support/exact_ledger.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta {
namespace {

using test::Fate;

constexpr MicroUsd day_cap = 20'000;
constexpr MicroUsd month_cap = 30'000;

/// A process dies in the middle of a write.
struct Died {};

struct Process {
  std::unique_ptr<SpendBudget> budget;
  std::vector<Reservation> under_way;
};

/// Three processes, and what they have really spent. A call that was reserved is made, and may have
/// cost all of it where its process died.
class World {
 public:
  World(unsigned seed, SpendBudget::Leasing leasing) : random_(seed), leasing_(leasing) {
    clock_.set(std::chrono::sys_days(std::chrono::year(2026) / 11 / 29));
    for (int i = 0; i < 3; ++i) start();
  }

  void step(bool with_faults) {
    const unsigned what = pick(100);
    Process& process = processes_[pick(static_cast<unsigned>(processes_.size()))];
    ledger_.next_fate = [this, with_faults] { return with_faults ? any_fate() : Fate::done; };
    try {
      if (what < 50) {
        reserve(process);
      } else if (what < 90) {
        settle(process);
      } else if (what < 93) {
        test::run(done(process.budget->release()));
      } else if (what < 96) {
        clock_.advance(std::chrono::hours(pick(12)));
      } else if (with_faults) {
        throw Died{};
      }
    } catch (const Died&) {
      for (const Reservation& reservation : process.under_way) spend(reservation);
      process = Process{.budget = new_budget(), .under_way = {}};
    }
    check();
  }

  /// Everything is settled and given back: what is left is spent or lost, and without faults
  /// nothing is lost.
  void end_in_peace() {
    ledger_.next_fate = [] { return Fate::done; };
    for (Process& process : processes_) {
      while (!process.under_way.empty()) settle(process);
      test::run(done(process.budget->release()));
    }
    const std::string now = day_of(clock_.now()).name;
    EXPECT_EQ(ledger_.figures[now], spent_[now]);
  }

  [[nodiscard]] int calls() const { return calls_; }

 private:
  static Task<bool> done(Task<void> task) {
    co_await std::move(task);
    co_return true;
  }

  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

  Fate any_fate() {
    switch (pick(20)) {
      case 0:
        return Fate::refused_by_store;
      case 1:
        return Fate::answer_lost;
      case 2:
        throw Died{};
      default:
        return Fate::done;
    }
  }

  std::unique_ptr<SpendBudget> new_budget() {
    return std::make_unique<SpendBudget>(
        SpendingCaps{.per_day = day_cap, .per_month = month_cap}, leasing_,
        SpendBudget::Parts{.ledger = ledger_, .clock = clock_, .metrics = metrics_, .log = log_});
  }

  void start() { processes_.push_back({.budget = new_budget(), .under_way = {}}); }

  void reserve(Process& process) {
    auto reservation = test::run(process.budget->reserve(1 + pick(2000)));
    if (!reservation) return;
    ++calls_;
    process.under_way.push_back(std::move(*reservation));
  }

  /// The call is made, and costs anything up to what was reserved.
  void settle(Process& process) {
    if (process.under_way.empty()) return;
    const Reservation reservation = process.under_way.back();
    process.under_way.pop_back();
    const MicroUsd cost = spend(reservation);
    test::run(done(process.budget->settle(reservation, cost)));
  }

  MicroUsd spend(const Reservation& reservation) {
    const auto cost = static_cast<MicroUsd>(pick(static_cast<unsigned>(reservation.amount) + 1));
    for (const SpendingPeriod& period : reservation.periods) spent_[period.name] += cost;
    return cost;
  }

  void check() {
    ASSERT_GE(ledger_.lowest, 0) << "more was given back than was taken";
    for (const auto& [period, figure] : ledger_.figures) {
      const MicroUsd cap = period.starts_with("day") ? day_cap : month_cap;
      ASSERT_LE(figure, cap) << period;
      MicroUsd held = spent_[period];
      for (const Process& process : processes_) {
        for (const Reservation& reservation : process.under_way) {
          for (const SpendingPeriod& of : reservation.periods) {
            if (of.name == period) held += reservation.amount;
          }
        }
      }
      ASSERT_GE(figure, held) << period << ": more may be spent than is counted";
    }
  }

  std::mt19937 random_;
  SpendBudget::Leasing leasing_;
  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  test::RecordingLog log_;
  test::ExactLedger ledger_;
  std::vector<Process> processes_;
  std::map<std::string, MicroUsd> spent_;
  int calls_ = 0;
};

class SpendBudgetProperty : public testing::TestWithParam<SpendBudget::Leasing> {};

TEST_P(SpendBudgetProperty, NeitherFaultsNorCrashesLetMoreBeSpentThanTheCap) {
  int calls = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    World world(seed, GetParam());
    for (int i = 0; i < 300 && !HasFatalFailure(); ++i) world.step(true);
    ASSERT_FALSE(HasFatalFailure()) << "seed " << seed;
    calls += world.calls();
  }
  EXPECT_GT(calls, 1000) << "the property is about calls that were granted";
}

TEST_P(SpendBudgetProperty, WithoutFaultsTheFigureIsWhatWasSpent) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    World world(seed, GetParam());
    for (int i = 0; i < 60 && !HasFatalFailure(); ++i) world.step(false);
    ASSERT_FALSE(HasFatalFailure()) << "seed " << seed;
    world.end_in_peace();
  }
}

/// A reservation and its settlement, with the process dying at each of their writes in turn, before
/// or after it took effect.
TEST_P(SpendBudgetProperty, AProcessMayDieAtEveryStep) {
  constexpr MicroUsd amount = 1500;
  constexpr MicroUsd cost = 400;
  int writes = 0;
  for (int fatal = -1; fatal < writes; ++fatal) {  // the first one lives
    for (const Fate fate : {Fate::refused_by_store, Fate::answer_lost}) {
      test::ManualClock clock;
      test::RecordingMetrics metrics;
      test::RecordingLog log;
      test::ExactLedger ledger;
      SpendBudget budget({.per_day = day_cap, .per_month = month_cap}, GetParam(),
                         {.ledger = ledger, .clock = clock, .metrics = metrics, .log = log});
      int number = 0;
      ledger.next_fate = [&] { return number++ == fatal ? fate : Fate::done; };
      const auto reservation = test::run(budget.reserve(amount));
      MicroUsd spent = 0;
      if (reservation) {
        for (const auto& [period, figure] : ledger.figures) EXPECT_GE(figure, amount) << period;
        spent = cost;
        test::run([](SpendBudget& of, Reservation what) -> Task<bool> {
          co_await of.settle(std::move(what), cost);
          co_await of.release();
          co_return true;
        }(budget, *reservation));
      }
      for (const auto& [period, figure] : ledger.figures) {
        EXPECT_GE(figure, spent) << period << ", write " << fatal;
        EXPECT_LE(figure, std::max(amount, day_cap / 100)) << period << ", write " << fatal;
      }
      writes = std::max(writes, ledger.writes);
    }
  }
  EXPECT_GE(writes, 4) << "two periods, each reserved and settled";
}

INSTANTIATE_TEST_SUITE_P(Leasing, SpendBudgetProperty,
                         testing::Values(SpendBudget::Leasing::exact, SpendBudget::Leasing::leased),
                         [](const auto& leasing) {
                           return leasing.param == SpendBudget::Leasing::exact ? "exact" : "leased";
                         });

}  // namespace
}  // namespace mta
