#include "gateway/sheet/flows.h"

#include "gateway/consent/gate.h"
#include "gateway/kinds/section_table.h"
#include "gateway/policy/decide.h"

#include "tests/unit/policy/fixture.h"
#include "tests/unit/policy/shipped_policy.h"
#include "tests/unit/sheet/network.h"

#include <map>
#include <set>
#include <utility>

#include <gtest/gtest.h>

namespace gateway::sheet {
namespace {

using example::find;
using example::part;
using example::question;
using example::shape;
using model::ConsentPurpose;
using model::LegalBasis;
using model::Role;
using policy::Answer;
using policy::Treatment;
using policy::shipped::policy;

constexpr auto kFlowsPlacement = ConsentPurpose::kCarePlacement;
constexpr auto kFlowsHealth = ConsentPurpose::kHealth;

TEST(FlowsTest, SaysUnderEachPurposeWhatItOpensForWhomInWhichShape) {
  const Flows flows = flows_of(
      policy(), question({kFlowsPlacement, kFlowsHealth}, {"harbourlight-housing/SAFEHOUSE"}));

  const Flow* const house =
      find(part(flows, kFlowsPlacement).with_yes, "harbourlight-housing", Role::kSafehouse);
  EXPECT_EQ(shape(house, 2), Treatment::kFull) << "the name";
  EXPECT_EQ(shape(house, 33), Treatment::kFull) << "what the person needs";
  EXPECT_EQ(shape(house, 40), Treatment::kSanitised) << "bail conditions";
  EXPECT_EQ(shape(house, 1), Treatment::kToken) << "the case number";
  EXPECT_EQ(shape(house, 12), Treatment::kNone) << "health is a purpose of its own";
  EXPECT_TRUE(house->groups.at(static_cast<kinds::FieldGroup>(2)).no_onward);
  EXPECT_FALSE(house->groups.at(static_cast<kinds::FieldGroup>(33)).no_onward);
  EXPECT_TRUE(house->keep.contains(policy::Retention::kR3));
  const Flow* const health =
      find(part(flows, kFlowsHealth).with_yes, "harbourlight-housing", Role::kSafehouse);
  EXPECT_EQ(shape(health, 12), Treatment::kFull);
  EXPECT_EQ(health->groups.size(), 1U);
}

TEST(FlowsTest, APurposeBehindAGateOpensNothingWithoutIt) {
  const Flows flows = flows_of(policy(), question({kFlowsHealth}, {"harbourlight-housing"}));

  EXPECT_TRUE(part(flows, kFlowsHealth).with_yes.empty())
      << "a referral needs consent to the placement itself";
}

TEST(FlowsTest, NobodyElseGetsAnything) {
  const Flows flows =
      flows_of(policy(), question({kFlowsPlacement, kFlowsHealth}, {"harbourlight-housing"}));

  for (const PurposeFlows& each : flows.purposes) {
    for (const Flow& flow : each.with_yes) {
      EXPECT_TRUE(flow.partner.text() == "harbourlight-housing" || flow.partner.text() == "hfj");
    }
  }
  for (const Flow& flow : flows.without_yes) {
    EXPECT_EQ(flow.partner.text(), "harbourlight-housing");
  }
}

TEST(FlowsTest, TheControllerIsARecipientWithoutBeingNamed) {
  const Flows flows =
      flows_of(policy(), question({ConsentPurpose::kFollowUp}, {"harbourlight-housing"}));

  const auto& follow_up = part(flows, ConsentPurpose::kFollowUp).with_yes;
  ASSERT_EQ(follow_up.size(), 1U) << "to police and houses: nothing";
  EXPECT_EQ(follow_up.front().role, Role::kHfjCare);
  EXPECT_EQ(shape(&follow_up.front(), 34), Treatment::kSanitised);
}

TEST(FlowsTest, NamesMeanAUnitOrARoleOrTheWholePartnerAndUnknownOnesNobody) {
  const auto told = [](std::string_view recipient) {
    std::set<std::string> roles;
    const auto flows = flows_of(policy(), question({ConsentPurpose::kPoliceIdentity}, {recipient}));
    for (const Told& each : flows.told) roles.emplace(to_text(each.role));
    return roles;
  };

  using Roles = std::set<std::string>;
  EXPECT_EQ(told("pol-northvale"), (Roles{"POL_INT", "POL_OIC", "FRO"}));
  EXPECT_EQ(told("pol-northvale/oic"), Roles{"POL_OIC"});
  EXPECT_EQ(told("pol-northvale:POL_INT"), Roles{"POL_INT"});
  EXPECT_EQ(told("pol-northvale/POL_INT"), Roles{"POL_INT"});
  EXPECT_EQ(told("pol-nowhere"), Roles());
  EXPECT_EQ(told("pol-northvale/desk"), Roles());
  EXPECT_EQ(told("pol-northvale:SAFEHOUSE"), Roles());
}

TEST(FlowsTest, PoliceOnlyLearnThatThereIsASheet) {
  const Flows flows = flows_of(policy(), question({ConsentPurpose::kPoliceIdentity},
                                                  {"pol-northvale/oic", "msvcc-prime:MSVCC"}));

  ASSERT_EQ(flows.told.size(), 2U);
  EXPECT_EQ(flows.told.front().treatment, Treatment::kToken);
  EXPECT_EQ(flows.told.back().treatment, Treatment::kFull);
}

TEST(FlowsTest, AChildsSafetyNeedsNoYesButHealthDoes) {
  FlowQuestion asked = question({kFlowsPlacement, kFlowsHealth}, {"harbourlight-housing"});
  asked.subject = Subject::kChild;

  const Flows flows = flows_of(policy(), asked);

  const PurposeFlows& placement = part(flows, kFlowsPlacement);
  EXPECT_TRUE(placement.with_yes.empty());
  EXPECT_EQ(shape(find(placement.for_safety, "harbourlight-housing", Role::kSafehouse), 2),
            Treatment::kFull);
  const PurposeFlows& health = part(flows, kFlowsHealth);
  EXPECT_TRUE(health.for_safety.empty());
  EXPECT_EQ(shape(find(health.with_yes, "harbourlight-housing", Role::kSafehouse), 12),
            Treatment::kFull);
}

TEST(FlowsTest, WhatNeedsNoConsentIsToldBesides) {
  const Flows flows =
      flows_of(policy(), question({ConsentPurpose::kPoliceIdentity}, {"pol-northvale/intel"}));

  const Flow* const police = find(flows.without_yes, "pol-northvale", Role::kPolInt);
  EXPECT_EQ(shape(police, 2), Treatment::kFull) << "a named person may decide so";
  EXPECT_EQ(shape(police, 21), Treatment::kFull) << "suspects";
  EXPECT_EQ(shape(police, 12), Treatment::kNone) << "health never";
}

TEST(FlowsTest, AConditionThatASheetCannotKnowCountsAsMet) {
  const auto set = policy::set_of(
      {std::string(policy::kAgreement) +
       "permit urgent hfj to share alert.risk [identity] with role SAFEHOUSE for SAFEGUARDING\n"
       "  when consent covers CARE_PLACEMENT and urgency is FLASH and not marking is OFFICIAL\n"});

  const Flows flows = flows_of(set, question({kFlowsPlacement}, {"harbourlight-housing"}));

  EXPECT_EQ(
      shape(find(part(flows, kFlowsPlacement).with_yes, "harbourlight-housing", Role::kSafehouse),
            2),
      Treatment::kFull);
}

TEST(FlowsTest, WhereEitherOfTwoPurposesSufficesBothAreTold) {
  const auto set = policy::set_of(
      {std::string(policy::kAgreement) +
       "permit either hfj to share alert.risk [identity] with role SAFEHOUSE for SAFEGUARDING\n"
       "  when consent covers CARE_PLACEMENT or consent covers HEALTH\n"});

  const Flows flows =
      flows_of(set, question({kFlowsPlacement, kFlowsHealth}, {"harbourlight-housing"}));

  EXPECT_FALSE(part(flows, kFlowsPlacement).with_yes.empty());
  EXPECT_FALSE(part(flows, kFlowsHealth).with_yes.empty());
}

TEST(FlowsTest, AnEmptyPolicyOpensNothing) {
  const policy::PolicySet nothing(policy::partner("hfj"));

  const Flows flows = flows_of(nothing, question({kFlowsPlacement}, {"harbourlight-housing"}));

  EXPECT_TRUE(part(flows, kFlowsPlacement).with_yes.empty());
  EXPECT_TRUE(flows.without_yes.empty());
  EXPECT_TRUE(flows.told.empty());
}

// The gateway's own question, asked message by message: all that agreeing adds stands on the sheet,
// and nothing else does.
using Groups = std::map<std::pair<std::string, Role>, std::set<unsigned>>;

Groups opened(const FlowQuestion& asked, policy::EnumSet<ConsentPurpose> consents) {
  Groups groups;
  for (const Post& sender : asked.surroundings.posts) {
    for (const Post& post : asked.surroundings.posts) {
      for (const Role role : post.roles) {
        const bool to_us = post.partner.text() == "hfj";
        const bool named = std::ranges::any_of(
            asked.recipients, [&](const auto& each) { return is_named(each, post, role); });
        const bool from_named = std::ranges::any_of(asked.recipients, [&](const auto& each) {
          return each.partner == sender.partner.text();
        });
        if (!(named && sender.partner.text() == "hfj") &&
            !(to_us && (from_named || sender.partner.text() == "hfj"))) {
          continue;
        }
        for (const auto& kind : model::kKindTexts) {
          bool shut = false;
          for (const auto purpose :
               consent::gate({kind.value, LegalBasis::kConsent, false, false})) {
            shut = shut || !consents.contains(purpose);
          }
          if (shut) continue;
          for (const auto& purpose : model::kPurposeTexts) {
            policy::ShareFacts facts = policy::referral();
            facts.sender = {sender.partner, sender.unit, sender.roles};
            facts.recipient = {post.partner, post.unit, role};
            facts.kind = kind.value;
            facts.sections = policy::shipped::sections_of(kind.value);
            facts.sanitised = facts.sections;
            facts.purpose = purpose.value;
            facts.consents = consents;
            facts.now = asked.now;
            const auto decision = policy::decide(policy(), facts);
            for (const auto& row : kinds::section_table(kind.value)) {
              if (!decision.permitted().contains(row.section)) continue;
              for (const auto group : row.groups) {
                groups[{post.partner.text(), role}].insert(static_cast<unsigned>(group));
              }
            }
          }
        }
      }
    }
  }
  return groups;
}

TEST(FlowsTest, AllPurposesTogetherSayWhatTheGatewayWouldLetThrough) {
  const std::vector<FlowQuestion> questions = {
      question(
          {kFlowsPlacement, kFlowsHealth, ConsentPurpose::kNrmReferral, ConsentPurpose::kFollowUp},
          {"msvcc-prime", "harbourlight-housing", "fro-lanternhouse"}),
      question({ConsentPurpose::kAdvocacy, ConsentPurpose::kPoliceIdentity,
                ConsentPurpose::kPoliceAccount, ConsentPurpose::kEvidence},
               {"pol-northvale"}),
      question({ConsentPurpose::kLaSafeguarding, kFlowsPlacement}, {"eastmere-council-adults"}),
  };
  for (const FlowQuestion& asked : questions) {
    Groups told;
    for (const PurposeFlows& each : flows_of(policy(), asked).purposes) {
      for (const Flow& flow : each.with_yes) {
        for (const auto& [group, ignored] : flow.groups) {
          told[{flow.partner.text(), flow.role}].insert(static_cast<unsigned>(group));
        }
      }
    }
    const Groups with = opened(asked, asked.purposes);
    const Groups without = opened(asked, {});
    for (const auto& [who, groups] : with) {
      for (const unsigned group : groups) {
        const auto before = without.find(who);
        const bool anyway = before != without.end() && before->second.contains(group);
        // What some kind gives anyway may stand under a purpose for another kind, too.
        EXPECT_TRUE(anyway || told[who].contains(group)) << who.first << " F" << group;
      }
    }
    for (const auto& [who, groups] : told) {
      for (const unsigned group : groups) {
        ASSERT_TRUE(with.contains(who)) << who.first;
        EXPECT_TRUE(with.at(who).contains(group)) << who.first << " F" << group;
      }
    }
  }
}

}  // namespace
}  // namespace gateway::sheet
