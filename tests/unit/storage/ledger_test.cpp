#include <filesystem>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "chat/spend_budget.h"
#include "storage/memory.h"
#include "storage/sqlite.h"
#include "storage/sqlite_db.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

namespace mta::storage {
namespace {

const SpendingPeriod today = day_of(Timestamp{std::chrono::seconds(1'800'000'000)});
const SpendingPeriod this_month = month_of(Timestamp{std::chrono::seconds(1'800'000'000)});

Committed commit(Ledger& ledger, MicroUsd wanted, MicroUsd least, MicroUsd cap,
                 const SpendingPeriod& period = today) {
  return test::run(ledger.commit({.period = period, .wanted = wanted, .least = least, .cap = cap}))
      .value();
}

enum class Kind : std::uint8_t { memory, sqlite };

class LedgerTest : public testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Ledger> open() {
    return GetParam() == Kind::memory ? make_memory_ledger() : open_sqlite_ledger(path_);
  }
  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("deep/chat.db");
};

TEST_P(LedgerTest, AddsUpToTheCapAndNoFurther) {
  const auto ledger = open();
  EXPECT_EQ(commit(*ledger, 60, 60, 100).granted, 60);
  const Committed refused = commit(*ledger, 60, 60, 100);
  EXPECT_EQ(refused.granted, 0);
  EXPECT_EQ(refused.figure, 60);
  const Committed rest = commit(*ledger, 60, 30, 100);
  EXPECT_EQ(rest.granted, 30) << "the least, where all does not fit";
  EXPECT_EQ(rest.figure, 90);
}

TEST_P(LedgerTest, GivesBack) {
  const auto ledger = open();
  commit(*ledger, 100, 100, 100);
  EXPECT_EQ(test::run(ledger->give_back(today, 70)), 30);
  EXPECT_EQ(commit(*ledger, 70, 70, 100).figure, 100);
}

TEST_P(LedgerTest, PeriodsAreApart) {
  const auto ledger = open();
  commit(*ledger, 100, 100, 100);
  EXPECT_EQ(commit(*ledger, 100, 100, 100, this_month).granted, 100);
}

TEST_P(LedgerTest, OfManyAtOnceAsManyAreGrantedAsFit) {
  const auto ledger = open();
  std::atomic<int> granted = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) granted += commit(*ledger, 10, 10, 1000).granted > 0 ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(granted, 100);
}

INSTANTIATE_TEST_SUITE_P(Kinds, LedgerTest, testing::Values(Kind::memory, Kind::sqlite),
                         [](const auto& kind) {
                           return kind.param == Kind::memory ? "memory" : "sqlite";
                         });

class SqliteLedgerTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("chat.db");
};

TEST_F(SqliteLedgerTest, IsKeptAndSharedByEverythingOnTheFile) {
  const auto first = open_sqlite_ledger(path_);
  const auto second = open_sqlite_ledger(path_);
  commit(*first, 60, 60, 100);
  EXPECT_EQ(commit(*second, 60, 60, 100).granted, 0);
  EXPECT_EQ(commit(*second, 40, 40, 100).figure, 100);
  EXPECT_EQ(commit(*open_sqlite_ledger(path_), 1, 1, 100).granted, 0);
}

TEST_F(SqliteLedgerTest, StandsBesideTheConversations) {
  const test::ManualClock clock;
  test::RecordingLog log;
  const auto turns = open_sqlite({.path = path_}, clock, log);
  const auto ledger = open_sqlite_ledger(path_);
  const Turn turn{.at = clock.now(), .message = "m", .answer = "a", .model = "x"};
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(commit(*ledger, 1, 1, 100).granted, 1);
    EXPECT_TRUE(test::run(turns->append("c", turn, clock.now() + std::chrono::hours(1))));
  }
}

TEST_F(SqliteLedgerTest, AFileThatSomebodyElseHoldsIsAFaultAndNoGrant) {
  const auto ledger = open_sqlite_ledger(path_);
  commit(*ledger, 60, 60, 100);
  {
    SqliteDb other(path_);
    other.execute("BEGIN EXCLUSIVE");
    const auto outcome =
        test::run(ledger->commit({.period = today, .wanted = 1, .least = 1, .cap = 100}));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::store_failed);
    EXPECT_NE(outcome.error().detail.find(path_), std::string::npos);
  }
  EXPECT_EQ(commit(*ledger, 1, 1, 100).figure, 61);
}

/// Opening the file a second time must not drop the locks of the first: another process would take
/// itself for the last user of the file, and take its log away under us.
TEST_F(SqliteLedgerTest, AnotherProcessThatClosesTheFileLeavesOurs) {
  const test::ManualClock clock;
  test::RecordingLog log;
  const auto turns = open_sqlite({.path = path_}, clock, log);
  const auto ledger = open_sqlite_ledger(path_);
  commit(*ledger, 1, 1, 100);
  const pid_t other = ::fork();
  if (other == 0) {
    const bool read = SqliteDb(path_).query_number("SELECT committed FROM ledger") == 1;
    ::_exit(read ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(other, &status, 0), other);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(std::filesystem::exists(path_ + "-wal"));
  commit(*ledger, 1, 1, 100);
  EXPECT_EQ(SqliteDb(path_).query_number("SELECT committed FROM ledger"), 2);
}

/// A database from before there was a ledger.
TEST_F(SqliteLedgerTest, AnOlderFileIsBroughtUpToDate) {
  SqliteDb(path_).execute(
      "CREATE TABLE turns (conversation TEXT NOT NULL, at_ms INTEGER NOT NULL, message TEXT NOT "
      "NULL, "
      "answer TEXT NOT NULL, model TEXT NOT NULL, expires_at INTEGER NOT NULL); "
      "CREATE INDEX turns_by_conversation ON turns (conversation, at_ms); "
      "CREATE INDEX turns_by_expiry ON turns (expires_at); "
      "PRAGMA application_id = 1297367363; PRAGMA user_version = 1");
  EXPECT_EQ(commit(*open_sqlite_ledger(path_), 1, 1, 100).figure, 1);
}

}  // namespace
}  // namespace mta::storage
