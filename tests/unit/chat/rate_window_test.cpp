#include "chat/rate_window.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

using namespace std::chrono_literals;

constexpr RateLimit limit{.max = 10, .window = 60s};
const WindowTime start{1'800'000'000s};  // a bucket starts here

int admitted(WindowCounts& counts, int requests, WindowTime at) {
  int count = 0;
  for (int i = 0; i < requests; ++i) count += count_request(limit, counts, at).admitted ? 1 : 0;
  return count;
}

TEST(RateWindow, AdmitsExactlyTheLimitInOneBucket) {
  WindowCounts counts;
  EXPECT_EQ(admitted(counts, 100, start), 10);
  EXPECT_EQ(counts.current, 10);
}

TEST(RateWindow, TellsWhatRemainsAndWhenTheBucketEnds) {
  WindowCounts counts;
  const Admission first = count_request(limit, counts, start + 25'500ms);
  EXPECT_EQ(first.remaining, 9);
  EXPECT_EQ(first.reset, 35s) << "34.5 s, rounded up";
}

TEST(RateWindow, WeighsThePreviousBucketRoundedUp) {
  EXPECT_EQ(weighted_previous(limit, 10, 0ms), 10);
  EXPECT_EQ(weighted_previous(limit, 10, 1ms), 10);
  EXPECT_EQ(weighted_previous(limit, 10, 6'000ms), 9);
  EXPECT_EQ(weighted_previous(limit, 10, 6'001ms), 9);
  EXPECT_EQ(weighted_previous(limit, 10, 59'999ms), 1);
  EXPECT_EQ(weighted_previous(limit, 10, 60'000ms), 0);
}

TEST(RateWindow, LetsTheWindowSlideOverTheBucketsEdge) {
  WindowCounts counts;
  ASSERT_EQ(admitted(counts, 10, start + 59s), 10);
  EXPECT_EQ(admitted(counts, 10, start + 60s), 0) << "ten a second earlier still weigh in full";
  EXPECT_EQ(admitted(counts, 10, start + 66s), 1);
  EXPECT_EQ(admitted(counts, 10, start + 90s), 4) << "half of ten weighs, one is counted";
  EXPECT_EQ(admitted(counts, 10, start + 180s), 10) << "two windows later all is forgotten";
}

TEST(RateWindow, RetryAfterIsHonestWhereverTheRequestFalls) {
  for (int previous = 0; previous <= limit.max; ++previous) {
    for (int current = 0; current <= limit.max; ++current) {
      for (auto into = 0ms; into < 60s; into += 777ms) {
        const WindowTime now = start + into;
        const WindowCounts counts{
            .bucket = bucket_at(limit, now), .previous = previous, .current = current};
        if (admits(limit, counts, now)) continue;
        const auto wait = retry_after(limit, counts, now);
        ASSERT_GE(wait, 1s);
        ASSERT_TRUE(admits(limit, counts, now + wait)) << previous << " " << current;
        ASSERT_FALSE(admits(limit, counts, now + wait - 1s)) << previous << " " << current;
      }
    }
  }
}

TEST(RateWindow, ARefusalSaysTheSameInResetAndCountsNothing) {
  WindowCounts counts;
  admitted(counts, 10, start + 10s);
  const Admission refused = count_request(limit, counts, start + 10s);
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_EQ(refused.reset, retry_after(limit, counts, start + 10s));
  EXPECT_EQ(counts.current, 10);
}

TEST(RateWindow, AClockThatIsSetBackLocksNobodyOut) {
  using std::chrono::days;
  using std::chrono::seconds;
  for (const seconds back : {seconds(2min), seconds(1h), seconds(days(1)), seconds(days(3653))}) {
    WindowCounts counts;
    ASSERT_EQ(admitted(counts, 100, start), 10);
    EXPECT_TRUE(admits(limit, counts, start - back));
    EXPECT_EQ(admitted(counts, 100, start - back), 10) << "the limit holds on the new time too";
    EXPECT_EQ(admitted(counts, 100, start - back + 2min), 10);
  }
}

TEST(RateWindow, ARefusalByCountsOfTheNextBucketEndsWithinThreeWindows) {
  WindowCounts counts;
  ASSERT_EQ(admitted(counts, 10, start + 60s), 10);
  const Admission refused = count_request(limit, counts, start + 1s);
  EXPECT_FALSE(refused.admitted);
  EXPECT_LE(refused.reset, 3 * limit.window);
  EXPECT_TRUE(admits(limit, counts, start + 1s + refused.reset));
  EXPECT_FALSE(admits(limit, counts, start + refused.reset));
}

TEST(RateWindow, AClockThatRunsBackALittleOpensNothing) {
  WindowCounts counts;
  ASSERT_EQ(admitted(counts, 10, start + 60s), 10);
  EXPECT_EQ(admitted(counts, 10, start + 30s), 0);
}

TEST(RateWindow, AWindowOfOneSecondAndALimitOfOneWork) {
  constexpr RateLimit tight{.max = 1, .window = 1s};
  WindowCounts counts;
  EXPECT_TRUE(count_request(tight, counts, start).admitted);
  const Admission refused = count_request(tight, counts, start + 500ms);
  EXPECT_FALSE(refused.admitted);
  EXPECT_TRUE(count_request(tight, counts, start + 500ms + refused.reset).admitted);
}

}  // namespace
}  // namespace mta
