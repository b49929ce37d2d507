#include "chat/refusals.h"

#include <gtest/gtest.h>

#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta {
namespace {

using namespace std::chrono_literals;

class RefusalsTest : public testing::Test {
 protected:
  void refuse(Refusal refusal = Refusal::rate_limited) {
    refusals_.count(refusal);
    if (refusals_.is_due()) test::run(refusals_.write());
  }
  [[nodiscard]] const std::vector<RefusedInHour>& writes() const { return store_.refused_in_hours; }
  [[nodiscard]] std::int64_t written() const {
    std::int64_t sum = 0;
    for (const RefusedInHour& one : writes()) {
      for (const std::int64_t count : one.counts) sum += count;
    }
    return sum;
  }

  test::ManualClock clock_;
  test::RecordingMetrics metrics_;
  test::RecordingLog log_;
  test::FakeStore store_;
  Refusals refusals_{{.store = store_, .clock = clock_, .metrics = metrics_, .log = log_}};
};

TEST_F(RefusalsTest, AFloodCostsOneWriteAMinute) {
  for (int i = 0; i < 10'000; ++i) {
    refuse();
    if (i % 100 == 99) clock_.advance(1s);
  }
  EXPECT_LE(writes().size(), 2U + 100 / 60);
  test::run(refusals_.write());
  EXPECT_EQ(written(), 10'000);
}

TEST_F(RefusalsTest, TheFirstAfterAQuietMinuteIsWrittenAtOnce) {
  refuse();
  EXPECT_EQ(written(), 1);
  clock_.advance(30s);
  refuse();
  EXPECT_EQ(written(), 1);
  clock_.advance(1min);
  EXPECT_TRUE(refusals_.is_due()) << "whatever request comes next";
  test::run(refusals_.write());
  EXPECT_EQ(written(), 2);
  EXPECT_FALSE(refusals_.is_due()) << "nothing was counted since";
}

TEST_F(RefusalsTest, AreCountedByHourAndKind) {
  clock_.set(Timestamp(std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 23h + 59min));
  refuse(Refusal::failed);
  refusals_.count(Refusal::throttled);
  refusals_.count(Refusal::throttled);
  refusals_.count(Refusal::rate_limited);
  clock_.advance(1min);
  refuse(Refusal::failed);
  ASSERT_EQ(writes().size(), 3U);
  EXPECT_EQ(writes()[0].counts, (RefusalCounts{0, 0, 1}));
  EXPECT_EQ(writes()[1].counts, (RefusalCounts{2, 1, 0}));
  EXPECT_EQ(writes()[1].hour, writes()[0].hour);
  EXPECT_EQ(writes()[2].counts, (RefusalCounts{0, 0, 1}));
  EXPECT_EQ(writes()[2].hour, writes()[0].hour + 1h);
}

TEST_F(RefusalsTest, AStoreThatFailsIsGivenThemLater) {
  store_.failing = true;
  refuse();
  refuse();
  EXPECT_EQ(metrics_.total(Counter::store_errors), 1) << "not asked again within the minute";
  EXPECT_TRUE(log_.all().contains("disk on fire"));
  store_.failing = false;
  clock_.advance(1min);
  refuse();
  EXPECT_EQ(written(), 3);
}

TEST_F(RefusalsTest, AStoreThatFailsForDaysTakesNoMemory) {
  store_.failing = true;
  for (int hour = 0; hour < 1000; ++hour) {
    refuse();
    clock_.advance(1h);
  }
  store_.failing = false;
  test::run(refusals_.write());
  EXPECT_EQ(writes().size(), 48U) << "the last two days";
}

TEST_F(RefusalsTest, AClockThatIsSetBackStopsNoWrite) {
  refuse();
  clock_.set(clock_.now() - 24h);
  refuse();
  EXPECT_EQ(written(), 2);
}

TEST_F(RefusalsTest, OnlyLimitsAndModelsRefuse) {
  EXPECT_EQ(refusal_of(ErrorKind::throttled), Refusal::throttled);
  EXPECT_EQ(refusal_of(ErrorKind::rate_limited), Refusal::rate_limited);
  EXPECT_EQ(refusal_of(ErrorKind::model_timeout), Refusal::failed);
  EXPECT_EQ(refusal_of(ErrorKind::client_left), std::nullopt);
  EXPECT_EQ(refusal_of(ErrorKind::invalid_json), std::nullopt);
}

}  // namespace
}  // namespace mta
