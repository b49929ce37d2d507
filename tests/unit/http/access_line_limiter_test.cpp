#include "http/access_line_limiter.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "http/access_log.h"
#include "tests/support/exchanges.h"
#include "tests/support/fakes.h"

namespace mta::http {
namespace {

using namespace std::chrono_literals;

class AccessLineLimiterTest : public testing::Test {
 protected:
  /// How many of `count` requests that end with `status` keep their lines.
  int admitted(int status, int count) {
    int lines = 0;
    for (int i = 0; i < count; ++i) {
      if (lines_->admit(*exchange_, status, clock_.steady_now())) ++lines;
    }
    return lines;
  }

  test::Exchanges exchange_;
  test::ManualClock clock_;
  test::RecordingLog log_;
  std::shared_ptr<AccessLineLimiter> lines_ = std::make_shared<AccessLineLimiter>(
      log_, AccessLineLimiter::Rates{.refusals = 3, .others = 5});
};

TEST_F(AccessLineLimiterTest, RepeatedRefusalsAreSummedUpByStatusOnceASecond) {
  EXPECT_EQ(admitted(404, 10), 3);
  EXPECT_EQ(admitted(429, 10), 0);
  EXPECT_EQ(log_.all(), "");
  clock_.advance(1s);
  lines_->flush(clock_.steady_now());
  EXPECT_EQ(log_.all(), "requests summed up requests=17 status_404=7 status_429=10\n");
  clock_.advance(1s);
  lines_->flush(clock_.steady_now());
  EXPECT_EQ(log_.all(), "requests summed up requests=17 status_404=7 status_429=10\n");
  EXPECT_EQ(admitted(404, 10), 3) << "another second, other lines";
}

TEST_F(AccessLineLimiterTest, TheNextRequestWritesTheSumToo) {
  admitted(400, 4);
  clock_.advance(1s);
  EXPECT_EQ(admitted(400, 1), 1);
  EXPECT_EQ(log_.all(), "requests summed up requests=1 status_400=1\n");
}

TEST_F(AccessLineLimiterTest, NothingIsForgottenAtTheEnd) {
  admitted(503, 5);
  lines_->flush(SteadyTime::max());
  EXPECT_EQ(log_.all(), "requests summed up requests=2 status_503=2\n");
}

TEST_F(AccessLineLimiterTest, WhatIsNotRefusedHasLinesOfItsOwn) {
  admitted(404, 10);
  EXPECT_EQ(admitted(200, 5), 5);
  EXPECT_EQ(admitted(204, 5), 0) << "no limit counts a preflight: they could fill the disk as well";
}

TEST_F(AccessLineLimiterTest, WhatAModelWasAskedForAndWhatFailedHereAlwaysKeepTheirs) {
  exchange_->completion = Completion{.error = {}, .model = "m"};
  for (const int status : {200, 499, 502, 503, 504}) EXPECT_EQ(admitted(status, 20), 20);
  exchange_->completion.reset();
  EXPECT_EQ(admitted(500, 20), 20);
}

TEST_F(AccessLineLimiterTest, TheMetricsCountEveryRequest) {
  test::RecordingMetrics metrics;
  AccessLog access_log(log_, metrics, lines_);
  const SteadyTime now = clock_.steady_now();
  for (int i = 0; i < 10; ++i) access_log.record(*exchange_, 404, now, now);
  EXPECT_EQ(metrics.http_statuses.size(), 10U);
  lines_->flush(SteadyTime::max());
  const std::string log = log_.all();
  EXPECT_EQ(std::ranges::count(log, '\n'), 4);
  EXPECT_NE(log.find("status_404=7"), std::string::npos);
}

}  // namespace
}  // namespace mta::http
