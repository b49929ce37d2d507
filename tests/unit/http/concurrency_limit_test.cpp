#include "http/concurrency_limit.h"

#include <gtest/gtest.h>

namespace mta::http {
namespace {

TEST(ConcurrencyLimit, OneKeyHasAFewAndAllHaveABound) {
  ConcurrencyLimit limit({.per_key = 2, .in_all = 3});
  auto first = limit.enter("a");
  auto second = limit.enter("a");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(limit.enter("a"));
  const auto other = limit.enter("b");
  EXPECT_TRUE(other);
  EXPECT_FALSE(limit.enter("c")) << "three in all";
  first.reset();
  EXPECT_TRUE(limit.enter("a")) << "and it has left at once again";
  EXPECT_TRUE(limit.enter("c"));
}

TEST(ConcurrencyLimit, AMovedSlotLeavesOnce) {
  ConcurrencyLimit limit({.per_key = 1, .in_all = 1});
  {
    auto first = limit.enter("a");
    ASSERT_TRUE(first);
    const ConcurrencyLimit::Slot second(std::move(*first));
    EXPECT_FALSE(limit.enter("a"));
  }
  EXPECT_TRUE(limit.enter("a"));
}

}  // namespace
}  // namespace mta::http
