#include "gateway/consent/gate.h"

#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::consent {
namespace {

using model::ConsentPurpose;
using model::Kind;
using model::LegalBasis;
using testing::ElementsAreArray;
using testing::IsEmpty;

const std::map<Kind, std::vector<ConsentPurpose>> kGated = {
    {Kind::kNrmReferralPack, {ConsentPurpose::kNrmReferral}},
    {Kind::kAftercareReferral, {ConsentPurpose::kCarePlacement}},
    {Kind::kAftercareHandover, {ConsentPurpose::kCarePlacement}},
    {Kind::kAftercareFollowup, {ConsentPurpose::kFollowUp}},
    {Kind::kAdvocacyRequest, {ConsentPurpose::kAdvocacy}},
    {Kind::kJusticeStatementPlan,
     {ConsentPurpose::kPoliceIdentity, ConsentPurpose::kPoliceAccount}},
    {Kind::kJusticeEvidenceBundle, {ConsentPurpose::kEvidence}},
};

TEST(GateTest, AsksForExactlyThePurposesOfTheKindWhenConsentIsTheGround) {
  for (const auto& row : model::kKindTexts) {
    const auto gated = kGated.find(row.value);
    const auto purposes = gate({row.value, LegalBasis::kConsent});
    if (gated == kGated.end()) {
      EXPECT_THAT(purposes, IsEmpty()) << row.text;
    } else {
      EXPECT_THAT(purposes, ElementsAreArray(gated->second)) << row.text;
    }
  }
}

TEST(GateTest, NeverHoldsUpAMessageAboutAChild) {
  for (const auto& row : model::kKindTexts) {
    EXPECT_THAT(gate({row.value, LegalBasis::kConsent, true}), IsEmpty()) << row.text;
  }
}

TEST(GateTest, AsksForNothingOnAnyOtherGround) {
  for (const auto& basis : model::kLegalBasisTexts) {
    if (basis.value == LegalBasis::kConsent) continue;
    for (const auto& row : model::kKindTexts) {
      EXPECT_THAT(gate({row.value, basis.value}), IsEmpty()) << row.text << ' ' << basis.text;
    }
  }
}

TEST(GateTest, LetsAStatementPlanBeAnsweredWithoutConsentButNoOtherKind) {
  for (const auto& [kind, purposes] : kGated) {
    const auto asked = gate({kind, LegalBasis::kConsent, false, true});
    if (kind == Kind::kJusticeStatementPlan) {
      EXPECT_THAT(asked, IsEmpty());
    } else {
      EXPECT_THAT(asked, ElementsAreArray(purposes)) << to_text(kind);
    }
  }
}

}  // namespace
}  // namespace gateway::consent
