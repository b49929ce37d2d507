#include "base/token_bucket.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

using namespace std::chrono_literals;

const TokenBucket::Time start{1h};

int taken(TokenBucket& bucket, int tries, TokenBucket::Time at) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += bucket.take(at) ? 0 : 1;
  return count;
}

TEST(TokenBucket, StartsFullAndRefillsAtItsRate) {
  TokenBucket bucket(5, 1, start);
  EXPECT_EQ(taken(bucket, 20, start), 5);
  EXPECT_EQ(taken(bucket, 20, start + 999ms), 0);
  EXPECT_EQ(taken(bucket, 20, start + 1s), 1);
  EXPECT_EQ(taken(bucket, 20, start + 1h), 5) << "never more than the burst";
}

TEST(TokenBucket, AdmitsAtCapacityOne) {
  TokenBucket bucket(1, 1, start);
  EXPECT_FALSE(bucket.take(start));
  EXPECT_TRUE(bucket.take(start));
  EXPECT_FALSE(bucket.take(start + 1s));
}

TEST(TokenBucket, SaysHowLongToWait) {
  TokenBucket slow(1, 0.1, start);
  EXPECT_FALSE(slow.take(start));
  EXPECT_EQ(slow.take(start), 10s);
  EXPECT_EQ(slow.take(start + 9'500ms), 1s);
  EXPECT_FALSE(slow.take(start + 10s)) << "many small steps add up to a whole token";
  TokenBucket fast(1, 100, start);
  EXPECT_FALSE(fast.take(start));
  EXPECT_EQ(fast.take(start), 1s) << "whole seconds, at least one";
}

TEST(TokenBucket, TakesATokenBack) {
  TokenBucket bucket(2, 0.001, start);
  EXPECT_EQ(taken(bucket, 5, start), 2);
  bucket.give_back();
  EXPECT_EQ(taken(bucket, 5, start), 1);
  bucket.give_back();
  bucket.give_back();
  bucket.give_back();
  EXPECT_EQ(taken(bucket, 5, start), 2) << "never more than the burst";
}

}  // namespace
}  // namespace mta
