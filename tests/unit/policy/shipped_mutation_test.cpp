// Does the comparison with the matrix see a policy that differs? Every permit of the NGO's texts is
// changed in every way that matters, one at a time.

#include "tests/unit/policy/fixture.h"
#include "tests/unit/policy/shipped_cells.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace gateway::policy::shipped {
namespace {

using model::Kind;
using model::Role;
using model::Section;

struct Place {
  std::size_t text = 0;
  std::size_t statement = 0;
};

/// Where the NGO's permits stand.
std::vector<Place> permits(const std::vector<Policy>& policies) {
  std::vector<Place> places;
  for (std::size_t text = 0; text < policies.size(); ++text) {
    if (policies[text].owner && *policies[text].owner != partner("hfj")) continue;
    const auto& statements = policies[text].statements;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const Rule* const rule = std::get_if<Rule>(&statements[i]);
      if (rule != nullptr && rule->effect == Effect::kPermit) places.push_back({text, i});
    }
  }
  return places;
}

std::set<Kind> first_kind_of(const Rule& rule) { return {*rule.kinds.listed.begin()}; }

/// Says false when it cannot be done to this rule.
using Change = std::function<bool(Rule&)>;

/// Changes each permit in turn and expects the comparison to see it. Returns how many it changed.
std::size_t expect_seen(const Change& change) {
  const std::vector<Policy> whole = parsed();
  std::size_t changed = 0;
  for (const Place& place : permits(whole)) {
    auto policies = whole;
    Rule& rule = std::get<Rule>(policies[place.text].statements[place.statement]);
    const std::string name = rule.name;
    const auto kinds = first_kind_of(rule);
    if (!change(rule)) continue;
    const Comparison result = compare(built(std::move(policies)), kinds, 1);
    EXPECT_FALSE(result.differences.empty()) << name;
    ++changed;
  }
  return changed;
}

TEST(ShippedMutationTest, WithoutAChangeNothingDiffers) {
  const std::vector<Policy> whole = parsed();
  EXPECT_GT(permits(whole).size(), 100U);
  EXPECT_TRUE(compare(built(whole), {Kind::kAftercareReferral}).differences.empty());
}

TEST(ShippedMutationTest, EveryPermitIsNeeded) {
  // A permit that nobody can use: its recipients are gone.
  const auto permit_count = permits(parsed()).size();
  EXPECT_EQ(expect_seen([](Rule& rule) {
              rule.recipients = {Party{model::PartnerName(partner("nobody-here")), {}}};
              return true;
            }),
            permit_count);
}

TEST(ShippedMutationTest, ARoleTooManyIsSeen) {
  expect_seen([](Rule& rule) {
    // A forbid keeps the source from the campaigners anyway.
    const bool source = rule.sections.contains(Section::kSource);
    rule.recipients.push_back({source ? Role::kHfjLegal : Role::kHfjCamp, {}});
    return true;
  });
}

TEST(ShippedMutationTest, ASenderTooManyIsSeen) {
  expect_seen([](Rule& rule) {
    rule.senders.push_back({Role::kHealth, {}});
    rule.senders.push_back({model::PartnerName(partner("hfj")), {}});
    return true;
  });
}

TEST(ShippedMutationTest, ALostConditionIsSeen) {
  const auto changed =
      expect_seen([](Rule& rule) { return std::exchange(rule.when, {}).has_value(); });
  EXPECT_GE(changed, 15U);
}

TEST(ShippedMutationTest, ANewConditionIsSeen) {
  expect_seen([](Rule& rule) {
    if (rule.when) return false;
    rule.when = Condition{OverrideRecorded{}};
    return true;
  });
}

TEST(ShippedMutationTest, AnotherShapeIsSeen) {
  expect_seen([](Rule& rule) {
    const bool full = rule.treatment == Treatment::kFull;
    rule.treatment = full ? Treatment::kSanitised : Treatment::kFull;
    return true;
  });
}

TEST(ShippedMutationTest, AnotherModeIsSeen) {
  expect_seen([](Rule& rule) {
    const bool direct = rule.mode == model::SectionMode::kDirect;
    rule.mode = direct ? model::SectionMode::kRelease : model::SectionMode::kDirect;
    return true;
  });
}

TEST(ShippedMutationTest, MoreSectionsAreSeen) {
  expect_seen([](Rule& rule) {
    rule.sections.any = true;
    return true;
  });
}

TEST(ShippedMutationTest, AnyPurposeIsSeen) {
  expect_seen([](Rule& rule) {
    // Who sends tips has agreements for nothing else.
    if (rule.kinds.contains(Kind::kTipIntake)) return false;
    rule.purposes.any = true;
    return true;
  });
}

}  // namespace
}  // namespace gateway::policy::shipped
