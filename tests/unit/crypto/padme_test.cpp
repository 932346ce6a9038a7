#include "gateway/crypto/padme.h"

#include <cmath>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

// The algorithm as the paper prints it, in floating point.
std::uint64_t padme_of_the_paper(std::uint64_t size) {
  if (size < 2) return size;
  const double e = std::floor(std::log2(static_cast<double>(size)));
  const double s = std::floor(std::log2(e)) + 1;
  const auto step = static_cast<std::uint64_t>(std::exp2(e - s));
  return (size + step - 1) / step * step;
}

TEST(PadmeTest, GivesTheKnownValues) {
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> values = {
      {0, 0},       {1, 1},       {2, 2},         {3, 3},
      {8, 8},       {9, 10},      {17, 18},       {33, 36},
      {100, 104},   {129, 144},   {257, 272},     {1000, 1024},
      {1025, 1088}, {4096, 4096}, {65537, 67584}, {1'000'000, 1'015'808},
  };
  for (const auto& [size, padded] : values) EXPECT_EQ(padme(size), padded) << size;
}

TEST(PadmeTest, AgreesWithThePaperAndKeepsItsPromises) {
  std::uint64_t before = 0;
  for (std::uint64_t size = 0; size < 300'000; ++size) {
    const std::uint64_t padded = padme(size);

    ASSERT_EQ(padded, padme_of_the_paper(size)) << size;
    ASSERT_GE(padded, size);
    ASSERT_GE(padded, before) << "not monotone at " << size;
    ASSERT_LE((padded - size) * 100, size * 12) << "more than 12 % at " << size;
    ASSERT_EQ(padme(padded), padded) << "not a fixed point at " << size;
    before = padded;
  }
}

TEST(PadmeTest, LeavesFewLengthsToTellApart) {
  std::set<std::uint64_t> lengths;
  for (std::uint64_t size = 1; size <= 1U << 20U; ++size) lengths.insert(padme(size));

  EXPECT_LT(lengths.size(), 400U);
}

TEST(PadmeTest, SaturatesAtTheEndOfTheRange) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

  EXPECT_EQ(padme(kMost), kMost);
  EXPECT_EQ(padme(kMost - 1), kMost);
  EXPECT_EQ(padme(std::uint64_t{1} << 63U), std::uint64_t{1} << 63U);
}

}  // namespace
}  // namespace gateway::crypto
