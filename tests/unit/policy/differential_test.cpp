// The gateway's evaluator against a second one that was written from the page alone, on random
// policies and questions.

#include "tests/support/naive_policy.h"
#include "tests/support/random_policy.h"
#include "tests/unit/policy/fixture.h"

#include <cstdint>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

// With sanitizers each pair costs some thirty times as much: there they look for broken memory and
// the release build looks for broken answers.
#if defined(NDEBUG)
constexpr std::size_t kPolicies = 25'000;
#else
constexpr std::size_t kPolicies = 500;
#endif
constexpr std::size_t kQuestionsEach = 48;  // 1,200,000 pairs, or 24,000.
constexpr std::uint64_t kSeeds = 4;

struct Tally {
  std::size_t pairs = 0;
  std::size_t shared = 0;
  std::map<model::Refusal, std::size_t> refusals;
  std::map<SectionOutcome, std::size_t> outcomes;
};

std::string all_of(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text + "--\n";
  return all;
}

void compare(tests::RandomPolicy& random, Tally& tally) {
  const std::vector<std::string> texts = random.texts();
  std::vector<Policy> policies;
  for (const std::string& text : texts) {
    auto loaded = parse_policy(text, "random");
    ASSERT_TRUE(loaded) << text << text_of(loaded.problems);
    policies.push_back(*std::move(loaded.value));
  }
  const auto set = PolicySet::build(partner("hfj"), policies);
  ASSERT_TRUE(set) << all_of(texts) << text_of(set.problems);
  for (std::size_t i = 0; i < kQuestionsEach; ++i) {
    const ShareFacts facts = random.facts();
    const RowDecision decision = decide(*set.value, facts);
    const auto expected = tests::decide_naively(partner("hfj"), policies, facts);
    const auto found = tests::in_words(*set.value, decision);
    ASSERT_TRUE(found == expected) << all_of(texts) << "gateway: " << tests::to_text(found)
                                   << "naive: " << tests::to_text(expected);
    ++tally.pairs;
    if (decision.shared()) {
      ++tally.shared;
    } else {
      ++tally.refusals[decision.refusal];
    }
    for (const SectionDecision& section : decision.sections) ++tally.outcomes[section.outcome];
  }
}

class DifferentialTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DifferentialTest, TwoEvaluatorsGiveTheSameAnswers) {
  std::mt19937_64 engine(GetParam());
  tests::RandomPolicy random(
      [&engine](std::size_t limit) { return static_cast<std::size_t>(engine() % limit); });
  Tally tally;
  for (std::size_t i = 0; i < kPolicies / kSeeds && !HasFatalFailure(); ++i) {
    compare(random, tally);
  }
  std::cout << "seed " << GetParam() << ": " << tally.pairs << " pairs, " << tally.shared
            << " shared\n";

  // Agreement about one answer only would prove little.
  EXPECT_GT(tally.shared, tally.pairs / 20);
  for (const model::Refusal each :
       {model::Refusal::kKindUnknown, model::Refusal::kRoleUnknown, model::Refusal::kSectionUnknown,
        model::Refusal::kRoleNotPermitted, model::Refusal::kKindNotInAgreement,
        model::Refusal::kPolicyDenies, model::Refusal::kNoSectionLeft}) {
    EXPECT_GT(tally.refusals[each], 0U) << model::describe(each).name;
  }
  for (const SectionOutcome each : {SectionOutcome::kNoPermit, SectionOutcome::kConditionFailed,
                                    SectionOutcome::kForbidden, SectionOutcome::kPermitted}) {
    EXPECT_GT(tally.outcomes[each], tally.pairs / 100) << static_cast<int>(each);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, DifferentialTest, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace gateway::policy
