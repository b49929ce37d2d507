#include "observe/emf.h"

#include <gtest/gtest.h>

#include "tests/support/fakes.h"

namespace mta::observe {
namespace {

TEST(Emf, WritesWhatWasCountedSinceTheLastLine) {
  const test::ManualClock clock;
  std::string lines;
  const auto metrics =
      make_emf_metrics(clock, "mta-chat/test", [&](std::string_view line) { lines += line; });
  metrics->flush();
  EXPECT_EQ(lines, "") << "nothing was counted";
  metrics->add(Counter::rate_limit_hits, 2);
  metrics->add(Counter::throttled, 1);
  metrics->add(Counter::cost_usd, 0.00027);
  metrics->flush();
  EXPECT_EQ(lines, R"({"_aws":{"Timestamp":1800000000000,"CloudWatchMetrics":[{"Namespace":)"
                   R"("mta-chat/test","Dimensions":[[]],"Metrics":[{"Name":"RateLimitHits","Unit":)"
                   R"("Count"},{"Name":"CostUSD","Unit":"None"}]}]},"RateLimitHits":2,)"
                   R"("CostUSD":0.00027})"
                   "\n");
  lines.clear();
  metrics->flush();
  EXPECT_EQ(lines, "");
}

TEST(Emf, WhatIsLeftOfADayIsWrittenAndAZeroToo) {
  const test::ManualClock clock;
  std::string lines;
  const auto metrics =
      make_emf_metrics(clock, "mta-chat/test", [&](std::string_view line) { lines += line; });
  metrics->set(Gauge::budget_day_remaining_usd, 0);
  metrics->set(Gauge::budget_day_reserved_usd, 0.25);
  metrics->set(Gauge::budget_month_remaining_usd, 2);
  metrics->set(Gauge::storage_used_bytes, 7);
  metrics->flush();
  EXPECT_TRUE(lines.ends_with(R"(]}]},"BudgetRemainingUSD":0,"BudgetReservedUSD":0.25})"
                              "\n"))
      << lines;
}

TEST(Emf, ACheckOfTheCanaryIsWrittenHoweverItWent) {
  const test::ManualClock clock;
  std::string lines;
  const auto metrics =
      make_emf_metrics(clock, "mta-chat/test", [&](std::string_view line) { lines += line; });
  for (const bool failed : {false, true}) {
    lines.clear();
    metrics->record_canary(failed);
    metrics->flush();
    EXPECT_TRUE(lines.ends_with(failed ? R"("CanaryFailures":1})"
                                         "\n"
                                       : R"("CanaryFailures":0})"
                                         "\n"))
        << lines;
  }
}

}  // namespace
}  // namespace mta::observe
