#include "gateway/net/refused_backoff.h"

#include "tests/support/repeatable_random.h"

#include <set>

#include <gtest/gtest.h>

namespace gateway::net {
namespace {

using base::Millis;

TEST(RefusedBackoffTest, DoublesUpToItsLimitAndStaysThere) {
  tests::RepeatableRandom random(1);
  RefusedBackoff backoff;
  Millis ceiling = RefusedBackoff::kFirst;
  for (int i = 0; i < 50; ++i) {
    const Millis wait = backoff.next(random);
    EXPECT_GE(wait, ceiling / 2) << i;
    EXPECT_LE(wait, ceiling) << i;
    ceiling = std::min(2 * ceiling, RefusedBackoff::kLongest);
  }
}

TEST(RefusedBackoffTest, StartsAgainAfterASuccess) {
  tests::RepeatableRandom random(2);
  RefusedBackoff backoff;
  for (int i = 0; i < 10; ++i) (void)backoff.next(random);
  backoff.reset();
  EXPECT_LE(backoff.next(random), RefusedBackoff::kFirst);
}

TEST(RefusedBackoffTest, ClientsRefusedTogetherDoNotReturnTogether) {
  tests::RepeatableRandom random(3);
  std::set<Millis> waits;
  for (int i = 0; i < 100; ++i) waits.insert(RefusedBackoff().next(random));
  EXPECT_GT(waits.size(), 50U);
}

}  // namespace
}  // namespace gateway::net
