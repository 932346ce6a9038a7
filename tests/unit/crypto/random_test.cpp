#include "gateway/crypto/random.h"

#include "gateway/crypto/digest.h"

#include <set>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

TEST(RandomTest, TheSystemGeneratorDoesNotRepeatItself) {
  SystemRandom random;
  std::set<Digest> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_fixed<Digest>(random));

  EXPECT_EQ(seen.size(), 1000U);
}

TEST(RandomTest, FillsEveryByte) {
  SystemRandom random;
  std::array<std::uint8_t, 64> ever_set{};
  for (int round = 0; round < 64; ++round) {
    std::array<std::uint8_t, 64> bytes{};
    random.fill(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) ever_set.at(i) |= bytes.at(i);
  }

  for (const std::uint8_t byte : ever_set) EXPECT_NE(byte, 0);
}

TEST(RandomTest, FillsNothingWhenAskedForNothing) {
  SystemRandom random;

  random.fill({});
}

}  // namespace
}  // namespace gateway::crypto
