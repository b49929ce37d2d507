#include "delivery/schedule.h"

#include <array>
#include <set>

#include <gtest/gtest.h>

#include "base/system.h"

namespace mta::delivery {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto delays =
    std::to_array<milliseconds>({seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10),
                                 hours(14), hours(20), hours(24)});

TEST(DeliverySchedule, IsThatOfStandardWebhooksAndUpToATenthMore) {
  SystemRandom random;
  for (std::size_t i = 0; i < delays.size(); ++i) {
    const milliseconds delay = delays.at(i);
    std::set<milliseconds> drawn;
    for (int draw = 0; draw < 100; ++draw) {
      drawn.insert(delay_after(static_cast<int>(i) + 1, {}, random).value());
    }
    EXPECT_GE(*drawn.begin(), delay);
    EXPECT_LE(*drawn.rbegin(), delay + delay / 10);
    EXPECT_GT(drawn.size(), 20U) << "a jitter that is none";
  }
}

TEST(DeliverySchedule, EndsAfterTenTries) {
  SystemRandom random;
  EXPECT_EQ(delay_after(10, {}, random), std::nullopt);
  EXPECT_EQ(delay_after(10, seconds(60), random), std::nullopt);
}

TEST(DeliverySchedule, WaitsAsLongAsItIsAskedToButNeverShorter) {
  SystemRandom random;
  EXPECT_EQ(delay_after(1, seconds(120), random), seconds(120));
  EXPECT_GE(delay_after(2, seconds(1), random), minutes(5));
}

}  // namespace
}  // namespace mta::delivery
