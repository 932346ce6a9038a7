// The policy texts of keys-example/ against the project's copy of the customer's matrix: every
// kind, every field group, every role.

#include "gateway/policy/matrix.h"

#include "tests/unit/policy/shipped_cells.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::policy::shipped {
namespace {

using model::Kind;
using model::Role;
using model::Section;
using ::testing::IsEmpty;

std::set<Kind> all_kinds() {
  std::set<Kind> kinds;
  for (const auto& each : model::kKindTexts) kinds.insert(each.value);
  return kinds;
}

TEST(ShippedMatrixTest, TheTablesAreWhole) {
  EXPECT_EQ(field_groups().size(), 45U);
  EXPECT_EQ(receivers().size(), 26U);
  EXPECT_EQ(senders().size(), 26U);
  std::set<Kind> listed;
  for (const Cells& cells : table("schemas/matrix/message_kinds.csv")) {
    EXPECT_EQ(cells.size(), 10U) << cells.at(0);
    listed.insert(kind(cells.at(0)));
  }
  EXPECT_EQ(listed, all_kinds());
}

TEST(ShippedMatrixTest, EveryKindGroupAndRoleIsGivenExactlyAsTheMatrixSays) {
  const Comparison result = compare(policy(), all_kinds());
  EXPECT_EQ(result.cells, 26U * 45U * 17U);
  EXPECT_THAT(result.differences, IsEmpty());
}

TEST(ShippedMatrixTest, SendersAreThoseOfTheListOfKinds) {
  const std::map<std::string, std::string> phrases = {
      {"community group / helpline / frontline agency", "TIPSTER"},
      {"any operational partner",
       "HFJ_INV HFJ_CARE HFJ_LEGAL HFJ_CAMP SAFEHOUSE MSVCC LA FRO POL_INT POL_OIC NCA"},
      {"any", "HFJ_INV HFJ_CARE HFJ_LEGAL HFJ_CAMP SAFEHOUSE MSVCC LA FRO POL_INT POL_OIC NCA"},
      {"same, or survivor via SAFEHOUSE", "HFJ_INV HFJ_CARE SAFEHOUSE"},
  };
  std::set<Role> originators;
  for (const auto& [each, its_roles] : senders()) {
    originators.insert(its_roles.begin(), its_roles.end());
  }
  originators.erase(Role::kTipster);  // "Tips only", says the list of partners.
  for (const Cells& cells : table("schemas/matrix/message_kinds.csv")) {
    const std::string& text = cells.at(2);
    std::set<Role> wanted;
    const auto phrase = phrases.find(text);
    if (phrase != phrases.end()) {
      wanted = roles(phrase->second);
    } else if (text == "originator") {
      wanted = originators;
    } else {
      std::string spaced = text.substr(0, text.find(" ("));  // "(relaying ...)" names no sender,
      const auto rest = text.find(") ");                     // what follows it may.
      if (rest != std::string::npos) spaced += text.substr(rest + 1);
      std::ranges::replace(spaced, '/', ' ');
      for (const auto& word : words(spaced)) {
        const auto found = base::value_in(model::kRoleTexts, word);
        if (found) wanted.insert(*found);
      }
    }
    EXPECT_EQ(senders().at(kind(cells.at(0))), wanted) << cells.at(0) << ": " << text;
  }
}

/// What `must_not_see` of the list of kinds says in the groups of the matrix. No role at all may
/// get these; where one role may (the source by override), the cells say under which fact.
TEST(ShippedMatrixTest, WhatNobodyMustSeeIsGivenToNobody) {
  const std::multimap<std::string, std::string> never = {
      {"intel.report", "F02 F03 F09 F13 F41"},
      {"intel.ack", "F24 F25"},
      {"alert.risk", "F07 F13 F15 F16 F34"},
      {"consent.record", "F15 F16"},
      {"nrm.referral_pack", "F09 F24 F41"},
      {"nrm.dtn_pack", "F02 F03 F08 F11"},
      {"nrm.status", "F36"},
      {"aftercare.referral", "F16 F21 F22 F24"},
      {"aftercare.response", "F09"},
      {"aftercare.handover", "F16 F24 F25 F26"},
      {"aftercare.arrival", "F09 F10"},
      {"aftercare.followup", "F13"},
      {"advocacy.request", "F09"},
      {"justice.statement_plan", "F13 F16 F38 F41"},
      {"justice.evidence_bundle", "F13 F23 F41"},
      {"justice.victim_info_response", "F13 F41"},
      {"justice.case_update", "F38 F39"},
      {"safeguarding.referral", "F24 F26"},
      {"stats.aggregate", "F10 F16 F20"},
      {"bulletin.trend", "F02 F20 F21"},
  };
  for (const auto& [text, groups] : never) {
    for (const auto& group : words(groups)) {
      for (const auto& to : model::kRoleTexts) {
        if (to.value == Role::kTipster) continue;
        EXPECT_EQ(expected_cell(kind(text), group, to.value), Cell{})
            << text << " " << group << " " << to.text;
      }
    }
  }
}

TEST(ShippedMatrixTest, AChildsCareDoesNotWaitForConsentButItsHealthDataDo) {
  for (const auto& [each, from, to] :
       {std::tuple(Kind::kAftercareReferral, Role::kHfjCare, Role::kMsvcc),
        std::tuple(Kind::kAftercareHandover, Role::kHfjCare, Role::kSafehouse)}) {
    ShareFacts facts = facts_for(each, from, to);
    facts.subject_is_child = Answer::kYes;

    const RowDecision decision = decide(policy(), facts);

    EXPECT_TRUE(decision.section(Section::kIdentity).permitted()) << to_text(each);
    EXPECT_FALSE(decision.section(Section::kHealth).permitted()) << to_text(each);
  }
}

TEST(ShippedMatrixTest, WhoMayReceiveAndSendIsAnsweredAlikeWithoutAMessage) {
  for (const auto& each : model::kKindTexts) {
    for (const auto& to : model::kRoleTexts) {
      const bool receives = receivers().at(each.value).contains(to.value);
      EXPECT_EQ(may_ever_receive(policy(), each.value, to.value), receives)
          << each.text << " " << to.text;
      EXPECT_EQ(may_ever_send(policy(), each.value, to.value),
                senders().at(each.value).contains(to.value))
          << each.text << " " << to.text;
      if (receives) continue;
      const ShareFacts facts = facts_for(each.value, *senders().at(each.value).begin(), to.value);
      EXPECT_EQ(decide(policy(), facts).refusal, model::Refusal::kRoleNotPermitted)
          << each.text << " " << to.text;
    }
  }
}

}  // namespace
}  // namespace gateway::policy::shipped
