#include "gateway/kinds/matrix.h"

#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::ConsentPurpose;
using model::Kind;
using model::Role;

constexpr auto group(unsigned number) { return static_cast<FieldGroup>(number); }

TEST(Matrix, SaysWhatTheCustomersTableSays) {
  EXPECT_EQ(level_of(group(1), Role::kPolInt), Level::kNever);
  EXPECT_EQ(level_of(group(1), Role::kPolOic), Level::kToken);
  EXPECT_EQ(level_of(group(2), Role::kNca), Level::kConsentOrOverride);
  EXPECT_EQ(level_of(group(8), Role::kSafehouse), Level::kYes);
  EXPECT_EQ(level_of(group(45), Role::kPublic), Level::kNever);
  EXPECT_EQ(level_of(group(44), Role::kPublic), Level::kYes);
}

TEST(Matrix, WhatItDoesNotListIsNever) {
  EXPECT_EQ(level_of(group(44), Role::kTipster), Level::kNever);
  EXPECT_EQ(level_of(group(0), Role::kHfjInv), Level::kNever);
  EXPECT_EQ(level_of(group(46), Role::kHfjInv), Level::kNever);
  EXPECT_EQ(Cell{}.level, Level::kNever);
}

TEST(Matrix, AConsentCellNeedsThePurposeThatFitsGroupRoleAndKind) {
  const auto purpose = [](Kind kind, unsigned number, Role role) {
    return cell_of(kind, group(number), role).purpose;
  };
  EXPECT_EQ(purpose(Kind::kAftercareReferral, 2, Role::kMsvcc), ConsentPurpose::kCarePlacement);
  EXPECT_EQ(purpose(Kind::kAftercareReferral, 12, Role::kMsvcc), ConsentPurpose::kHealth);
  EXPECT_EQ(purpose(Kind::kAftercareReferral, 2, Role::kLa), ConsentPurpose::kLaSafeguarding);
  EXPECT_EQ(purpose(Kind::kAlertRisk, 2, Role::kPolOic), ConsentPurpose::kPoliceIdentity);
  EXPECT_EQ(purpose(Kind::kAlertRisk, 16, Role::kPolOic), ConsentPurpose::kPoliceAccount);
  EXPECT_EQ(purpose(Kind::kAftercareReferral, 4, Role::kMsvcc), ConsentPurpose::kNone);
}

TEST(Matrix, KnowsWhoMayReceiveAndSendEachKind) {
  EXPECT_TRUE(may_receive(Kind::kIntelReport, Role::kFwa));
  EXPECT_FALSE(may_receive(Kind::kIntelReport, Role::kForum));
  EXPECT_FALSE(may_receive(Kind::kNone, Role::kHfjInv));
  EXPECT_TRUE(may_receive(Kind::kControlRecall, Role::kForum));
  EXPECT_FALSE(may_receive(Kind::kControlRecall, Role::kPublic));
  EXPECT_FALSE(may_receive(Kind::kControlRectify, Role::kCps)) << "nothing else goes to CPS either";
  EXPECT_FALSE(may_receive(Kind::kControlRecall, Role::kTipster));
  EXPECT_TRUE(may_send(Kind::kTipIntake, Role::kTipster));
  EXPECT_TRUE(may_send(Kind::kControlRecall, Role::kFwa));
  EXPECT_FALSE(may_send(Kind::kIntelReport, Role::kPolInt));
  for (const auto& kind : model::kKindTexts) {
    EXPECT_FALSE(receivers_of(kind.value).empty()) << kind.text;
    EXPECT_FALSE(may_receive(kind.value, Role::kNone));
  }
}

TEST(Matrix, OnlySevenKindsAreGated) {
  std::size_t gated = 0;
  for (const auto& kind : model::kKindTexts) gated += gates_of(kind.value).empty() ? 0U : 1U;
  EXPECT_EQ(gated, 7U);
  EXPECT_EQ(gates_of(Kind::kJusticeStatementPlan).size(), 2U);
  EXPECT_TRUE(gates_of(Kind::kIntelReport).empty());
}

}  // namespace
}  // namespace gateway::kinds
