#include "gateway/kinds/override_ground.h"

#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::Kind;
using model::LegalBasis;
using model::Section;

TEST(OverrideGround, IsTheFirstNamedOneThatMayOverride) {
  EXPECT_EQ(override_ground("9.2.g-18"), LegalBasis::kSafeguardingAtRisk);
  EXPECT_EQ(override_ground("9.2.c/9.2.g-18"), LegalBasis::kVitalInterestsIncapable);
  EXPECT_EQ(override_ground("Care Act s42; 6.1.d"), LegalBasis::kVitalInterests);
  EXPECT_EQ(override_ground("6.1.a, then 6.1.d"), LegalBasis::kVitalInterests);
}

TEST(OverrideGround, IsNoneWhereNothingMayOverride) {
  for (const auto* const basis : {"", "6.1.a", "9.2.a", "because", "6.1.dd", "6.1.d2", "6.1.D"}) {
    EXPECT_EQ(override_ground(basis), LegalBasis::kNone) << basis;
  }
}

TEST(ReasonSection, IsWhereReadersOfTheMessageFindIt) {
  EXPECT_EQ(reason_section(Kind::kIntelReport), Section::kConsent);
  EXPECT_EQ(reason_section(Kind::kNone), Section::kNone);
}

}  // namespace
}  // namespace gateway::kinds
