#include "gateway/admission/promises.h"

#include <gtest/gtest.h>

namespace gateway::admission {
namespace {

using envelope::Promise;
using policy::Retention;

TEST(PromisesTest, SayWhatThePolicyDemands) {
  const Promise promise = promise_of({{Retention::kG0, Retention::kR3}, true, 7});
  EXPECT_EQ(promise, (Promise{0b10010, true, 7}));
  EXPECT_TRUE(promise_of({}).is_empty());
}

TEST(PromisesTest, AStricterOneKeepsALooserDemand) {
  const Promise made{0b110, true, 3};
  EXPECT_TRUE(keeps(made, {}));
  EXPECT_TRUE(keeps(made, made));
  EXPECT_TRUE(keeps(made, {0b10, false, 4}));
}

TEST(PromisesTest, ALooserOneKeepsNoStricterDemand) {
  const Promise made{0b10, false, 3};
  EXPECT_FALSE(keeps(made, {0b110, false, 3})) << "a retention class more";
  EXPECT_FALSE(keeps(made, {0b10, true, 3})) << "no onward sharing";
  EXPECT_FALSE(keeps(made, {0b10, false, 2})) << "sooner";
  EXPECT_FALSE(keeps({0b10, false, 0}, {0b10, false, 5})) << "never";
  EXPECT_FALSE(keeps({}, {0, false, 1}));
}

}  // namespace
}  // namespace gateway::admission
