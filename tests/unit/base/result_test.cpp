#include "gateway/base/result.h"

#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace gateway::base {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return fail(ErrorCode::kMalformed, "an odd number has no half");
  return value / 2;
}

TEST(ResultTest, HoldsTheValueOrTheReason) {
  ASSERT_TRUE(half(4));
  EXPECT_EQ(*half(4), 2);
  ASSERT_FALSE(half(3));
  EXPECT_EQ(half(3).error().code, ErrorCode::kMalformed);
  EXPECT_EQ(half(3).error().what.view(), "an odd number has no half");
}

TEST(ResultTest, CarriesWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));

  const std::unique_ptr<int> taken = *std::move(result);

  EXPECT_EQ(*taken, 7);
}

TEST(ResultDeathTest, ReadingTheSideThatIsNotThereEndsTheProcess) {
  EXPECT_DEATH(static_cast<void>(*half(3)), "read only after");
  EXPECT_DEATH(static_cast<void>(half(4).error()), "read only after");
}

TEST(CheckDeathTest, SaysWhichPromiseWasBrokenAndWhere) {
  check(true, "this holds");

  EXPECT_DEATH(check(false, "this does not hold"), "result_test.cpp.*this does not hold");
}

}  // namespace
}  // namespace gateway::base
