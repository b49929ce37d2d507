#include "storage/sqlite.h"

#include <filesystem>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "storage/sqlite_db.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

namespace mta::storage {
namespace {

using namespace std::chrono_literals;

class SqliteTest : public testing::Test {
 protected:
  std::unique_ptr<ConversationStore> open() {
    return open_sqlite({.path = path_, .cleanup_interval = cleanup_}, clock_, log_);
  }
  Turn turn(const std::string& message) {
    return {.at = clock_.now(), .message = message, .answer = "answer", .model = "m"};
  }
  std::string refusal() {
    try {
      open();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "it opened";
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("data/chat.db");
  std::chrono::milliseconds cleanup_ = 10min;
  test::ManualClock clock_;
  test::RecordingLog log_;
};

TEST_F(SqliteTest, TurnsAreThereAfterARestart) {
  {
    const auto store = open();
    for (const char* message : {"1", "2", "سعر"}) {
      ASSERT_TRUE(test::run(store->append("c", turn(message), clock_.now() + 1h)));
    }
  }
  const auto store = open();
  const auto turns = test::run(store->recent("c", 2, clock_.now())).value();
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[0].message, "2") << "oldest first, also within one millisecond";
  EXPECT_EQ(turns[1].message, "سعر");
  EXPECT_EQ(turns[1].answer, "answer");
  EXPECT_EQ(turns[1].model, "m");
  EXPECT_EQ(turns[1].at, clock_.now());
  EXPECT_TRUE(test::run(store->recent("other", 5, clock_.now()))->empty());
}

TEST_F(SqliteTest, TheFilesArePrivate) {
  const auto store = open();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path_).permissions(), perms::owner_read | perms::owner_write);
  EXPECT_EQ(std::filesystem::status(folder_.file("data")).permissions(), perms::owner_all);
}

TEST_F(SqliteTest, AFileThatOthersCanChangeIsRefusedWithWhatToDo) {
  using std::filesystem::perms;
  for (const char* ending : {"", "-wal", "-shm"}) {
    const auto store = open();
    test::run(store->append("c", turn("1"), clock_.now() + 1h));  // so that there is a log
    const std::string file = path_ + ending;
    for (const perms more : {perms::group_write, perms::others_write}) {
      std::filesystem::permissions(file, more, std::filesystem::perm_options::add);
      EXPECT_TRUE(refusal().contains("can be changed by other users (mode 06")) << refusal();
      EXPECT_TRUE(refusal().ends_with("; run: chmod 600 " + file)) << refusal();
      std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
    }
    std::filesystem::permissions(file, perms::group_read | perms::others_read,
                                 std::filesystem::perm_options::add);
    EXPECT_EQ(refusal(), "it opened") << "a backup may have been copied back";
    std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
  }
}

TEST_F(SqliteTest, ALinkToNowhereMakesNoFile) {
  std::filesystem::create_directories(folder_.file("data"));
  std::filesystem::create_symlink(folder_.file("elsewhere"), path_);
  EXPECT_TRUE(refusal().contains("unable to open database file")) << refusal();
  EXPECT_FALSE(std::filesystem::exists(folder_.file("elsewhere")));
}

TEST_F(SqliteTest, ExpiredTurnsAreNotUsedEvenBeforeTheyAreDeleted) {
  const auto store = open();
  test::run(store->append("c", turn("short"), clock_.now() + 1min));
  test::run(store->append("c", turn("long"), clock_.now() + 1h));
  clock_.advance(1min);
  const auto turns = test::run(store->recent("c", 5, clock_.now())).value();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_EQ(turns[0].message, "long");
}

TEST_F(SqliteTest, ExpiredTurnsAreDeletedInTheBackground) {
  cleanup_ = 1ms;
  const auto store = open();
  for (int i = 0; i < 20; ++i) test::run(store->append("c", turn("x"), clock_.now() - 1ms));
  SqliteDb db(path_);
  for (int tries = 0; tries < 500 && db.query_number("SELECT count(*) FROM turns") > 0; ++tries) {
    clock_.advance(1ms);
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(db.query_number("SELECT count(*) FROM turns"), 0);
}

TEST_F(SqliteTest, ManyThreadsWriteAndReadAtOnce) {
  const auto store = open();
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, name = "c" + std::to_string(t)] {
        for (std::size_t i = 0; i < 50; ++i) {
          ASSERT_TRUE(test::run(store->append(name, turn("x"), clock_.now() + 1h)));
          ASSERT_EQ(test::run(store->recent(name, 100, clock_.now()))->size(), i + 1)
              << "an acknowledged turn is there";
        }
      });
    }
  }
}

TEST_F(SqliteTest, TwoProcessesMayShareAFile) {
  const auto one = open();
  const auto two = open();
  ASSERT_TRUE(test::run(one->append("c", turn("1"), clock_.now() + 1h)));
  ASSERT_TRUE(test::run(two->append("c", turn("2"), clock_.now() + 1h)));
  EXPECT_EQ(test::run(one->recent("c", 5, clock_.now()))->size(), 2U);
}

TEST_F(SqliteTest, AFileThatIsNoDatabaseStopsTheStart) {
  path_ = folder_.write("chat.db", std::string(8192, 'x'));
  EXPECT_NE(refusal().find(path_ + ": file is not a database"), std::string::npos) << refusal();
}

TEST_F(SqliteTest, ADatabaseOfAnotherProgramIsLeftAlone) {
  path_ = folder_.file("other.db");
  SqliteDb(path_).execute("CREATE TABLE theirs (x)");
  EXPECT_NE(refusal().find("another program"), std::string::npos) << refusal();
  EXPECT_EQ(SqliteDb(path_).query_number("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(SqliteTest, ANewerSchemaStopsTheStart) {
  open();
  SqliteDb(path_).execute("PRAGMA user_version = 99");
  EXPECT_NE(refusal().find("schema version 99"), std::string::npos) << refusal();
}

TEST_F(SqliteTest, AFolderThatCannotBeMadeStopsTheStart) {
  path_ = folder_.write("file", "x") + "/chat.db";
  EXPECT_NE(refusal().find(path_), std::string::npos) << refusal();
}

TEST_F(SqliteTest, ATableThatIsGoneIsAnErrorAndNotAnEnd) {
  const auto store = open();
  ASSERT_TRUE(test::run(store->append("c", turn("1"), clock_.now() + 1h)));
  SqliteDb(path_).execute("DROP TABLE turns");
  const auto read = test::run(store->recent("c", 5, clock_.now()));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::store_failed);
  EXPECT_FALSE(test::run(store->append("c", turn("2"), clock_.now() + 1h)));
}

}  // namespace
}  // namespace mta::storage
