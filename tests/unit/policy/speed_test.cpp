// How a decision grows with the policy: ratios only, so that any machine may run it. Absolute
// times: tests/bench/core_bench.

#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

constexpr int kSamples = 41;
constexpr int kDecisionsEach = 500;

/// Half of the samples were at least as quick as this.
double median_of(const PolicySet& set, const ShareFacts& facts) {
  std::vector<double> samples;
  for (int sample = 0; sample < kSamples; ++sample) {
    const auto start = std::chrono::steady_clock::now();
    std::size_t shared = 0;
    for (int i = 0; i < kDecisionsEach; ++i) shared += decide(set, facts).permitted().size();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    EXPECT_GT(shared, 0U);
    samples.push_back(taken.count());
  }
  std::ranges::nth_element(samples, samples.begin() + kSamples / 2);
  return samples.at(kSamples / 2);
}

PolicySet with_agreements(int count) {
  std::string text = std::string(kAgreement) +
                     "permit p hfj to share aftercare.referral * with role SAFEHOUSE for "
                     "VICTIM_SUPPORT\n";
  for (int i = 1; i < count; ++i) {
    text += "agreement g" + std::to_string(i) + " between hfj and partner-" + std::to_string(i) +
            " from 2026-01-01 until 2026-12-31 purposes VICTIM_SUPPORT\n";
  }
  return set_of({text});
}

TEST(SpeedTest, ADecisionDoesNotGrowWithTheNumberOfAgreements) {
#if !defined(NDEBUG)
  GTEST_SKIP() << "measured in the release build only";
#endif
  const double one = median_of(with_agreements(1), referral());
  const double thousand = median_of(with_agreements(1000), referral());

  EXPECT_LT(thousand, 3 * one);
}

}  // namespace
}  // namespace gateway::policy
