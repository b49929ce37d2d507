#include <algorithm>
#include <filesystem>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "chat/spend_budget.h"
#include "storage/memory.h"
#include "storage/sqlite.h"
#include "storage/sqlite_db.h"
#include "storage/turn_size.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

namespace mta::storage {
namespace {

using namespace std::chrono_literals;

enum class Kind : std::uint8_t { memory, sqlite };

constexpr std::int64_t kib = 1024;

class QuotaTest : public testing::TestWithParam<Kind> {
 protected:
  void open(StorageLimits limits) {
    store_ = GetParam() == Kind::memory
                 ? make_memory_conversations(clock_, limits)
                 : open_sqlite({.path = path_, .limits = limits}, clock_, log_);
  }

  void store(const std::string& visitor, const std::string& conversation, std::size_t size) {
    const Turn turn{.at = clock_.now(),
                    .message = std::string(size, 'x'),
                    .answer = "answer",
                    .model = "m",
                    .visitor = visitor,
                    .record = TurnRecord{.message_id = "m"}};
    ASSERT_TRUE(test::run(store_->append(conversation, turn, clock_.now() + 720h)));
  }

  std::size_t turns(const std::string& conversation) {
    return test::run(store_->recent(conversation, 100'000, clock_.now()))->size();
  }

  /// How many of the conversations `prefix` with the numbers below `count` are stored.
  int stored(const std::string& prefix, int count) {
    int found = 0;
    for (int i = 0; i < count; ++i) found += turns(prefix + std::to_string(i)) > 0 ? 1 : 0;
    return found;
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("chat.db");
  test::ManualClock clock_;
  test::RecordingLog log_;
  std::unique_ptr<ConversationStore> store_;
};

TEST_P(QuotaTest, NewSessionsGetAVisitorNoMoreThanHisQuotaOfTheDay) {
  open({.visitor_bytes_per_day = 100 * kib});
  store("other", "theirs", 1000);
  for (int i = 0; i < 500; ++i) store("greedy", "s" + std::to_string(i), 1000);
  const int kept = stored("s", 500);
  EXPECT_GT(kept, 50);
  EXPECT_LT(kept, 100);
  EXPECT_EQ(turns("s499"), 1U) << "his oldest go first";
  EXPECT_EQ(turns("s0"), 0U);
  EXPECT_EQ(turns("theirs"), 1U) << "nobody else's go";
}

TEST_P(QuotaTest, TheNextDayHasAQuotaOfItsOwn) {
  open({.visitor_bytes_per_day = 10 * kib});
  for (int i = 0; i < 20; ++i) store("one", "a" + std::to_string(i), 1000);
  const int first_day = stored("a", 20);
  clock_.advance(24h);
  for (int i = 0; i < 20; ++i) store("one", "b" + std::to_string(i), 1000);
  EXPECT_EQ(stored("a", 20), first_day) << "of the day before nothing goes";
  EXPECT_EQ(stored("b", 20), first_day);
}

TEST_P(QuotaTest, AClockThatIsSetBackLeavesAQuota) {
  open({.visitor_bytes_per_day = 10 * kib});
  for (const auto back : {0h, 24h, 87'660h}) {
    clock_.set(clock_.now() - back);
    const std::string prefix = std::to_string(back.count()) + "-";
    for (int i = 0; i < 40; ++i) store("one", prefix + std::to_string(i), 1000);
    EXPECT_GT(stored(prefix, 40), 4);
    EXPECT_LT(stored(prefix, 40), 12);
  }
}

TEST_P(QuotaTest, ALargeTurnTakesThePlaceOfManySmallOnes) {
  open({.visitor_bytes_per_day = 100 * kib});
  for (int i = 0; i < 150; ++i) store("one", "s" + std::to_string(i), 10);
  store("one", "large", 80 * kib);
  EXPECT_EQ(turns("large"), 1U);
  EXPECT_LT(stored("s", 150), 50);
}

TEST_P(QuotaTest, WhatAVisitorSaysOfAnswersCountsToo) {
  open({.visitor_bytes_per_day = 100 * kib});
  for (int i = 0; i < 100; ++i) store("one", "s" + std::to_string(i), 10);
  ASSERT_EQ(stored("s", 100), 100);
  for (int i = 50; i < 100; ++i) {
    EXPECT_TRUE(test::run(store_->give_feedback({.conversation = "s" + std::to_string(i),
                                                 .message_id = "m",
                                                 .feedback = {.comment = std::string(2000, 'x')},
                                                 .visitor = "one"},
                                                clock_.now()))
                    .value());
  }
  EXPECT_LT(stored("s", 100), 60) << "his oldest go first";
  EXPECT_EQ(turns("s99"), 1U);
}

TEST_P(QuotaTest, ATurnThatAloneIsTooMuchIsKeptUntilTheNext) {
  open({.visitor_bytes_per_day = 1 * kib});
  store("one", "a", 3000);
  EXPECT_EQ(turns("a"), 1U);
  store("one", "b", 3000);
  EXPECT_EQ(turns("a"), 0U);
  EXPECT_EQ(turns("b"), 1U);
}

TEST_P(QuotaTest, AllTogetherTheOldestGoFirst) {
  open({.total_bytes = 1000 * kib});
  for (int i = 0; i < 2000; ++i) {
    store("v" + std::to_string(i), "s" + std::to_string(i), 1000);
  }
  const int kept = stored("s", 2000);
  EXPECT_GT(kept, 400);
  EXPECT_LT(kept, 800);
  EXPECT_EQ(turns("s1999"), 1U);
  EXPECT_EQ(turns("s0"), 0U);
}

TEST_P(QuotaTest, NoLimitIsNone) {
  open({});
  for (int i = 0; i < 300; ++i) store("one", "s" + std::to_string(i), 10'000);
  EXPECT_EQ(stored("s", 300), 300);
}

INSTANTIATE_TEST_SUITE_P(Kinds, QuotaTest, testing::Values(Kind::memory, Kind::sqlite),
                         [](const auto& kind) {
                           return kind.param == Kind::memory ? "memory" : "sqlite";
                         });

class SqliteQuotaTest : public testing::Test {
 protected:
  std::unique_ptr<ConversationStore> open(StorageLimits limits, StorageRoom* room = nullptr) {
    return open_sqlite({.path = path_, .limits = limits, .room = room}, clock_, log_);
  }
  void store(ConversationStore& store, const std::string& conversation, std::size_t size,
             const std::string& visitor = "one") {
    const Turn turn{.at = clock_.now(),
                    .message = std::string(size, 'x'),
                    .answer = "answer",
                    .model = "openai.gpt-oss-120b-1:0",
                    .visitor = visitor};
    ASSERT_TRUE(test::run(store.append(conversation, turn, clock_.now() + 720h)));
  }
  std::int64_t number(const std::string& sql) { return SqliteDb(path_).query_number(sql); }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("chat.db");
  test::ManualClock clock_;
  test::RecordingLog log_;
  test::RecordingMetrics metrics_;
};

TEST_F(SqliteQuotaTest, OutlivesARestart) {
  for (int start = 0; start < 10; ++start) {
    const auto turns = open({.visitor_bytes_per_day = 20 * kib});
    for (int i = 0; i < 10; ++i) store(*turns, "s" + std::to_string(10 * start + i), 1000);
  }
  EXPECT_LT(number("SELECT count(*) FROM turns"), 16);
}

TEST_F(SqliteQuotaTest, WhoStoredWhatIsForgottenWhenTheDayIsOver) {
  const auto turns = open({.visitor_bytes_per_day = 1000 * kib});
  for (int i = 0; i < 30; ++i) store(*turns, "s", 10, "visitor" + std::to_string(i));
  EXPECT_EQ(number("SELECT count(*) FROM visitor_turns"), 30);
  clock_.advance(24h);
  store(*turns, "s", 10);
  EXPECT_EQ(number("SELECT count(*) FROM visitor_turns"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM turns"), 31);
}

/// What is counted of a turn is what the file grows by, or the quota would say something else.
TEST_F(SqliteQuotaTest, CountsWhatTheFileGrowsBy) {
  for (const std::size_t size : {10, 300, 1000, 3000, 10'000, 60'000}) {
    std::filesystem::remove(path_);
    const auto turns = open({.visitor_bytes_per_day = 1'000'000 * kib});
    for (int i = 0; i < 300; ++i) {
      store(*turns, "c-" + std::string(60, static_cast<char>('a' + i % 26)) + std::to_string(i),
            size);
    }
    const auto grown = static_cast<double>(number("PRAGMA page_count") * 4096);
    const auto counted = static_cast<double>(number("SELECT sum(bytes) FROM visitor_turns"));
    EXPECT_LT(grown, 1.35 * counted + 64 * kib) << size;
    EXPECT_GT(grown, 0.65 * counted) << size;
  }
}

TEST_F(SqliteQuotaTest, AFileOverTheLimitGetsBelowItWithoutBeingWritten) {
  {
    const auto turns = open({});
    for (int i = 0; i < 1500; ++i) store(*turns, "s" + std::to_string(i), 1000);
  }
  const auto turns = open_sqlite(
      {.path = path_, .cleanup_interval = 1ms, .limits = {.total_bytes = 500 * kib}}, clock_, log_);
  for (int i = 0; i < 1000 && number("SELECT count(*) FROM turns") == 1500; ++i) {
    clock_.advance(1ms);
    std::this_thread::sleep_for(5ms);
  }
  EXPECT_LT(number("SELECT count(*) FROM turns"), 600);
}

/// What is no turn takes all the room there is: counters of the day, a budget.
TEST_F(SqliteQuotaTest, WhereNothingElseCanBeDeletedTheNewestTurnIsKept) {
  const auto turns = open({.visitor_bytes_per_day = 1000 * kib, .total_bytes = 1 * kib});
  for (int i = 0; i < 20; ++i) {
    store(*turns, "s" + std::to_string(i), 1000);
    EXPECT_EQ(number("SELECT count(*) FROM turns"), 1);
    EXPECT_EQ(number("SELECT count(DISTINCT turn) FROM visitor_turns"), i + 1);
  }
}

/// As the release before the quota wrote it.
TEST_F(SqliteQuotaTest, ADatabaseOfTheReleaseBeforeIsReadOnAndGetsItsQuota) {
  {
    SqliteDb db(path_);
    db.execute(R"(
      CREATE TABLE turns (conversation TEXT NOT NULL, at_ms INTEGER NOT NULL,
        message TEXT NOT NULL, answer TEXT NOT NULL, model TEXT NOT NULL,
        expires_at INTEGER NOT NULL);
      CREATE INDEX turns_by_conversation ON turns (conversation, at_ms);
      CREATE INDEX turns_by_expiry ON turns (expires_at);
      CREATE TABLE ledger (period TEXT NOT NULL PRIMARY KEY, committed INTEGER NOT NULL)
        WITHOUT ROWID;
      INSERT INTO turns VALUES ('c', 1, 'question', 'answer', 'm', 9000000000000);
      INSERT INTO ledger VALUES ('day#2027-01-15', 7);
      PRAGMA application_id = 1297367363; PRAGMA user_version = 2)");
  }
  const auto turns = open({.visitor_bytes_per_day = 10 * kib});
  EXPECT_EQ(test::run(turns->recent("c", 5, clock_.now()))->at(0).message, "question");
  for (int i = 0; i < 50; ++i) store(*turns, "s" + std::to_string(i), 1000);
  EXPECT_LT(number("SELECT count(*) FROM turns"), 12);
  EXPECT_EQ(test::run(turns->recent("c", 5, clock_.now()))->size(), 1U) << "nobody's quota";
  EXPECT_EQ(number("SELECT committed FROM ledger"), 7);
}

class StorageRoomTest : public SqliteQuotaTest {
 protected:
  std::optional<std::uint64_t> free_ = 1000;
  StorageRoom room_{100, [this] { return free_; }, metrics_, log_};
  std::unique_ptr<ConversationStore> turns_ = open({}, &room_);

  std::int64_t stored() { return number("SELECT count(*) FROM turns"); }
};

TEST_F(StorageRoomTest, WithLittleSpaceNoTurnsAreStoredAndTheLedgerGoesOn) {
  store(*turns_, "a", 10);
  free_ = 99;
  for (int i = 0; i < 50; ++i) store(*turns_, "b", 10);
  EXPECT_EQ(stored(), 1);
  EXPECT_EQ(test::run(turns_->recent("a", 5, clock_.now()))->size(), 1U) << "reading goes on";
  const auto ledger = open_sqlite_ledger(path_);
  EXPECT_EQ(test::run(ledger->commit(
                          {.period = day_of(clock_.now()), .wanted = 5, .least = 5, .cap = 10}))
                ->granted,
            5);
  free_ = 1000;
  store(*turns_, "c", 10);
  EXPECT_EQ(stored(), 2);
}

TEST_F(StorageRoomTest, ItIsToldOnceWhenItBeginsAndOnceWhenItEnds) {
  for (int i = 0; i < 3; ++i) {
    free_ = 50;
    for (int n = 0; n < 20; ++n) store(*turns_, "b", 10);
    free_ = 200;
    for (int n = 0; n < 20; ++n) store(*turns_, "b", 10);
  }
  const std::string log = log_.all();
  EXPECT_EQ(std::ranges::count(log, '\n'), 6) << log;
  EXPECT_TRUE(
      log.contains("no conversations are stored: the file system is nearly full "
                   "free_bytes=50 setting=storage.min_free_mib"));
}

TEST_F(StorageRoomTest, AFreeSpaceThatWaversIsNotToldEachTime) {
  for (int i = 0; i < 50; ++i) {
    free_ = i % 2 == 0 ? 99 : 101;
    store(*turns_, "b", 10);
  }
  EXPECT_EQ(stored(), 0);
  const std::string log = log_.all();
  EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
}

TEST_F(StorageRoomTest, TheStateIsShown) {
  store(*turns_, "a", 10);
  EXPECT_FALSE(room_.is_degraded());
  EXPECT_EQ(metrics_.level(Gauge::storage_degraded), 0);
  EXPECT_EQ(metrics_.level(Gauge::storage_free_bytes), 1000);
  EXPECT_GT(metrics_.level(Gauge::storage_used_bytes), 10'000);
  free_ = 7;
  EXPECT_TRUE(room_.is_degraded()) << "looks anew";
  EXPECT_EQ(metrics_.level(Gauge::storage_degraded), 1);
  EXPECT_EQ(metrics_.level(Gauge::storage_free_bytes), 7);
  free_ = 1000;
  EXPECT_FALSE(room_.is_degraded());
}

TEST_F(StorageRoomTest, WhereTheSpaceCannotBeToldTurnsAreStored) {
  free_ = std::nullopt;
  store(*turns_, "a", 10);
  EXPECT_EQ(stored(), 1);
}

TEST_F(StorageRoomTest, AWriteThatFailsIsAStateTooUntilOneSucceeds) {
  {
    SqliteDb other(path_);
    other.execute("ALTER TABLE turns RENAME TO elsewhere");
  }
  const Turn turn{.at = clock_.now(), .message = "m", .answer = "a", .model = "m"};
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(test::run(turns_->append("c", turn, clock_.now() + 1h)));
  }
  EXPECT_TRUE(room_.is_degraded());
  SqliteDb(path_).execute("ALTER TABLE elsewhere RENAME TO turns");
  store(*turns_, "a", 10);
  EXPECT_FALSE(room_.is_degraded());
  const std::string log = log_.all();
  EXPECT_EQ(std::ranges::count(log, '\n'), 2) << log;
}

}  // namespace
}  // namespace mta::storage
