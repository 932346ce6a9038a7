#include "gateway/policy/grounds.h"

#include "tests/support/random_policy.h"
#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

using model::ConsentPurpose;
using model::Section;

std::string shown(const Facts& facts) {
  std::string text;
  for (const Fact& fact : facts) text += (text.empty() ? "" : " + ") + to_text(fact);
  return text;
}

PolicySet with_condition(const std::string& condition) {
  return set_of({std::string(kAgreement) +
                 "permit p hfj to share * * with anyone for VICTIM_SUPPORT when " + condition +
                 "\n"});
}

TEST(GroundsTest, NamesTheFactsASectionIsGivenFor) {
  ShareFacts share = referral();
  share.consents = EnumSet<ConsentPurpose>{ConsentPurpose::kCarePlacement, ConsentPurpose::kHealth};
  share.override_recorded = Answer::kYes;
  share.subject_is_child = Answer::kYes;
  share.sanitised = EnumSet<Section>{Section::kNeeds};
  share.approvals.fill(2);
  struct Row {
    std::string condition;
    std::string grounds;
  };
  const std::vector<Row> table = {
      {"consent covers HEALTH or override", "consent covers HEALTH"},
      {"consent covers HEALTH and consent covers CARE_PLACEMENT",
       "consent covers HEALTH + consent covers CARE_PLACEMENT"},
      {"override or subject is child", "subject is child"},
      {"consent covers LEGAL_REP or override", "override"},
      {"basis is 6.1.a", "basis is 6.1.a"},
      {"sanitised and approved by 1 trustee", "sanitised + approved by 2 trustees"},
      {"urgency is PRIORITY", ""},
      {"not override", ""},
  };
  for (const Row& row : table) {
    EXPECT_EQ(shown(grounds(with_condition(row.condition), share, Section::kNeeds)), row.grounds)
        << row.condition;
  }
}

TEST(GroundsTest, ItEndsWithItsRuleOrItsAgreement) {
  const std::string permit = "permit p hfj to share * * with anyone for VICTIM_SUPPORT";
  const PolicySet by_rule = set_of({std::string(kAgreement) + permit + " until 2026-07-01\n"});
  const PolicySet by_agreement = set_of({std::string(kAgreement) + permit + "\n"});
  const PolicySet carried_on =
      set_of({std::string(kAgreement) + permit + " until 2026-07-01\n" +
              "permit q hfj to share * [needs] with anyone for VICTIM_SUPPORT until 2026-08-01\n"
              "permit r hfj to share * [content] with hfj/legal for VICTIM_SUPPORT\n"});
  const ShareFacts share = referral();
  ShareFacts inside = referral();
  inside.recipient = {partner("hfj"), unit("legal"), model::Role::kHfjLegal};

  EXPECT_EQ(end_of(by_rule, share, Section::kNeeds),
            (End{at("2026-07-02T00:00:00Z"), EndCause::kRule}));
  EXPECT_EQ(end_of(by_agreement, share, Section::kNeeds),
            (End{at("2027-01-01T00:00:00Z"), EndCause::kAgreement}));
  EXPECT_EQ(end_of(carried_on, share, Section::kNeeds),
            (End{at("2026-08-02T00:00:00Z"), EndCause::kRule}));
  EXPECT_EQ(end_of(with_condition("override"), share, Section::kNeeds), std::nullopt);
  EXPECT_EQ(end_of(carried_on, inside, Section::kContent), std::nullopt);
}

class RandomGroundsTest : public testing::Test {
 protected:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }
  std::mt19937_64 engine_{13};
  tests::RandomPolicy random_{[this](std::size_t limit) { return below(limit); }};
};

TEST_F(RandomGroundsTest, UpToTheEndItHoldsAndThenNoLonger) {
  std::size_t ended = 0;
  for (std::size_t round = 0; round < 100 && !HasFailure(); ++round) {
    const PolicySet set = set_of(random_.texts());
    for (std::size_t i = 0; i < 24; ++i) {
      const ShareFacts share = random_.facts();
      for (const Section section : share.sections) {
        if (!is_known(section)) continue;
        ShareFacts later = share;
        later.sections = {section};
        const auto given = [&](base::Time time) {
          later.now = time;
          return decide(set, later).section(section).permitted();
        };
        if (!given(share.now)) continue;
        const auto end = end_of(set, share, section);
        for (int hours = 0; hours < 96; hours += 6) {
          const base::Time time = share.now + std::chrono::hours(hours);
          const bool is_before = !end || time < end->time;
          EXPECT_TRUE(!is_before || given(time)) << base::to_text(time);
        }
        if (!end) continue;
        ++ended;
        EXPECT_FALSE(given(end->time));
      }
    }
  }
  EXPECT_GT(ended, 100U);
}

}  // namespace
}  // namespace gateway::policy
