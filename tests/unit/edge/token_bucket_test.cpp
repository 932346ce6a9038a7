#include "gateway/edge/token_bucket.h"

#include <gtest/gtest.h>

namespace gateway::edge {
namespace {

using std::chrono::milliseconds;

constexpr Instant kBucketStart{std::chrono::hours(5)};

int taken_at(TokenBucket& bucket, Instant now, std::uint32_t cost = 1) {
  int taken = 0;
  while (taken < 1'000'000 && bucket.take(cost, now)) ++taken;
  return taken;
}

TEST(TokenBucketTest, StartsFullAndHoldsNoMoreThanItsCapacity) {
  TokenBucket bucket(10, 25);
  EXPECT_EQ(taken_at(bucket, kBucketStart), 25);
  EXPECT_EQ(taken_at(bucket, kBucketStart + std::chrono::hours(9)), 25);
}

TEST(TokenBucketTest, FillsAtItsRate) {
  TokenBucket bucket(10, 10);
  EXPECT_EQ(taken_at(bucket, kBucketStart), 10);
  EXPECT_EQ(taken_at(bucket, kBucketStart + milliseconds(99)), 0);
  EXPECT_EQ(taken_at(bucket, kBucketStart + milliseconds(100)), 1);
  EXPECT_EQ(taken_at(bucket, kBucketStart + milliseconds(500)), 4);
}

TEST(TokenBucketTest, ARefusedRequestCostsNothing) {
  TokenBucket bucket(10, 10);
  EXPECT_FALSE(bucket.take(11, kBucketStart));
  EXPECT_TRUE(bucket.take(10, kBucketStart));
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(bucket.take(1, kBucketStart));
  EXPECT_TRUE(bucket.take(1, kBucketStart + milliseconds(100)));
}

TEST(TokenBucketTest, TheLargestNumbersDoNotOverflow) {
  constexpr std::uint32_t kMost = ~0U;
  TokenBucket slow(1, kMost);
  EXPECT_TRUE(slow.take(kMost, kBucketStart));
  EXPECT_FALSE(slow.take(1, kBucketStart));
  TokenBucket fast(kMost, kMost);
  EXPECT_TRUE(fast.take(kMost, kBucketStart));
  EXPECT_FALSE(fast.take(kMost, kBucketStart + milliseconds(999)));
  EXPECT_TRUE(fast.take(kMost, kBucketStart + milliseconds(2000)));
}

}  // namespace
}  // namespace gateway::edge
