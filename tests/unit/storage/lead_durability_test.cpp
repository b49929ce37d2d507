// What was acknowledged has reached the disk: a power cut takes no lead.
#include <atomic>
#include <cstring>
#include <mutex>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <gtest/gtest.h>

#include "storage/sqlite.h"
#include "tests/support/fakes.h"
#include "tests/support/leads.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

namespace {

/// How often a file whose name ends so was written to the disk.
std::atomic<int> log_syncs = 0;

void count_sync(int file) {
  char path[PATH_MAX] = {};
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t length = ::readlink(link.c_str(), path, sizeof path - 1);
  if (length > 0 && std::string(path).ends_with("-wal")) ++log_syncs;
}

}  // namespace

// In place of libc's, which SQLite calls.
extern "C" int fdatasync(int file) {
  count_sync(file);
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}

namespace mta::storage {
namespace {

using namespace std::chrono_literals;

class LeadDurabilityTest : public testing::Test {
 protected:
  static int syncs_of(const auto& work) {
    const int before = log_syncs;
    work();
    return log_syncs - before;
  }

  test::TemporaryFolder folder_;
  SqliteOptions options_{.path = folder_.file("chat.db")};
  test::ManualClock clock_;
  test::CountingRandom random_;
  test::RecordingLog log_;
};

TEST_F(LeadDurabilityTest, EachChangeOfALeadIsOnTheDiskBeforeItIsAcknowledged) {
  const auto store = open_sqlite_leads(options_, clock_, random_, log_);
  std::string id;
  std::string event_id;
  EXPECT_GE(
      syncs_of([&] { id = test::run(store->save(test::full_lead(clock_.now()))).value().id; }), 1);
  EXPECT_GE(syncs_of([&] {
              event_id = test::run(store->take_due(clock_.now(), 30s, 1)).value().at(0).id;
            }),
            1);
  EXPECT_GE(syncs_of([&] {
              ASSERT_TRUE(test::run(store->settle(event_id, leads::Delivered{}, clock_.now())));
            }),
            1);
  EXPECT_GE(syncs_of([&] { ASSERT_TRUE(test::run(store->erase(leads::ById{id}, clock_.now()))); }),
            1);
}

TEST_F(LeadDurabilityTest, TurnsAndDraftsDoNotWaitForTheDisk) {
  const auto conversations = open_sqlite(options_, clock_, log_);
  const auto drafts = open_sqlite_drafts(options_, clock_, log_);
  const Turn turn{.at = clock_.now(), .message = "m", .answer = "a", .model = "m"};
  EXPECT_EQ(syncs_of([&] {
              ASSERT_TRUE(test::run(conversations->append("c", turn, clock_.now() + 1h)));
              ASSERT_TRUE(test::run(drafts->put_draft("c", "sealed", clock_.now() + 1h)));
            }),
            0)
      << "this test sees the difference";
}

}  // namespace
}  // namespace mta::storage
