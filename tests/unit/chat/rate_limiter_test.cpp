#include "chat/rate_limiter.h"

#include <gtest/gtest.h>

#include "storage/memory.h"
#include "tests/support/fakes.h"
#include "tests/support/run_task.h"

namespace mta {
namespace {

TEST(RateLimiter, CountsInTheProcessWhereTheStoreFails) {
  test::ManualClock clock;
  test::FailingCounter broken;
  test::RecordingMetrics metrics;
  test::RecordingLog log;
  const auto local = storage::make_memory_counter({.max = 3, .window = std::chrono::seconds(60)});
  RateLimiter limiter(broken, *local, metrics, log);
  int admitted = 0;
  for (int i = 0; i < 5; ++i) {
    admitted += test::run(limiter.admit("visitor", clock.now())).admitted ? 1 : 0;
  }
  EXPECT_EQ(admitted, 3) << "it neither opens nor refuses everybody";
  EXPECT_EQ(metrics.total(Counter::limiter_degraded), 5);
  EXPECT_EQ(metrics.total(Counter::rate_limit_hits), 2);
  EXPECT_NE(log.all().find("table on fire"), std::string::npos);
}

}  // namespace
}  // namespace mta
