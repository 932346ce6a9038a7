#include "gateway/policy/decide.h"

#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

using model::Refusal;
using model::Section;
using model::SectionMode;

const std::string kPlacement =
    "permit placement hfj/aftercare to share aftercare.referral [content, needs] with role "
    "SAFEHOUSE for VICTIM_SUPPORT keep G0\n";

std::string permitted(const PolicySet& set, const ShareFacts& facts) {
  return sections_text(decide(set, facts).permitted());
}

TEST(RowDecisionTest, RefusesUntilSomebodyDecides) {
  EXPECT_FALSE(RowDecision{}.shared());
  EXPECT_TRUE(RowDecision{}.permitted().empty());
  EXPECT_FALSE(SectionDecision{}.permitted());
}

TEST(DecideTest, GivesExactlyTheSectionsOfTheRuleAndSaysWhich) {
  const PolicySet set = set_of({std::string(kAgreement) + kPlacement});

  const RowDecision decision = decide(set, referral());

  EXPECT_TRUE(decision.shared());
  EXPECT_EQ(sections_text(decision.permitted()), "content needs");
  const SectionDecision& needs = decision.section(Section::kNeeds);
  EXPECT_EQ(set.name_of(needs.rule), "placement");
  EXPECT_EQ(needs.mode, SectionMode::kDirect);
  EXPECT_EQ(needs.treatment, Treatment::kFull);
  EXPECT_TRUE(needs.obligations.keep.contains(Retention::kG0));
  EXPECT_EQ(decision.section(Section::kIdentity).outcome, SectionOutcome::kNoPermit);
  EXPECT_EQ(decision.section(Section::kAccount).outcome, SectionOutcome::kNotAsked);
  EXPECT_EQ(set.agreement(decision.recipient_agreement)->name, "ISA-1");
  EXPECT_EQ(decision.sender_agreement, AgreementId::kNone);
}

TEST(DecideTest, WhatNoRuleNamesIsRefused) {
  const PolicySet set = set_of({std::string(kAgreement) + kPlacement});
  struct Row {
    const char* name;
    void (*change)(ShareFacts&);
    Refusal expected;
  };
  const std::vector<Row> table = {
      {"another unit", [](ShareFacts& f) { f.sender.unit = unit("legal"); },
       Refusal::kRoleNotPermitted},
      {"another sender", [](ShareFacts& f) { f.sender.partner = partner("stillwater-refuge"); },
       Refusal::kRoleNotPermitted},
      {"another role", [](ShareFacts& f) { f.recipient.role = model::Role::kForum; },
       Refusal::kRoleNotPermitted},
      {"another kind", [](ShareFacts& f) { f.kind = model::Kind::kIntelReport; },
       Refusal::kRoleNotPermitted},
      {"no role", [](ShareFacts& f) { f.recipient.role = model::Role::kNone; },
       Refusal::kRoleUnknown},
      {"unknown role", [](ShareFacts& f) { f.recipient.role = model::Role{63}; },
       Refusal::kRoleUnknown},
      {"unknown kind", [](ShareFacts& f) { f.kind = model::Kind{999}; }, Refusal::kKindUnknown},
      {"no kind", [](ShareFacts& f) { f.kind = model::Kind::kNone; }, Refusal::kKindUnknown},
      {"unknown section", [](ShareFacts& f) { f.sections.insert(Section{15}); },
       Refusal::kSectionUnknown},
      {"no section", [](ShareFacts& f) { f.sections = {}; }, Refusal::kNoSectionLeft},
      {"sections of no rule", [](ShareFacts& f) { f.sections = {Section::kIdentity}; },
       Refusal::kPolicyDenies},
      {"partner without agreement",
       [](ShareFacts& f) { f.recipient.partner = partner("stillwater-refuge"); },
       Refusal::kKindNotInAgreement},
      {"purpose not agreed", [](ShareFacts& f) { f.purpose = model::Purpose::kPrevention; },
       Refusal::kKindNotInAgreement},
      {"no purpose", [](ShareFacts& f) { f.purpose = model::Purpose::kNone; },
       Refusal::kKindNotInAgreement},
      {"purpose agreed but not permitted",
       [](ShareFacts& f) { f.purpose = model::Purpose::kSafeguarding; }, Refusal::kPolicyDenies},
  };
  for (const Row& row : table) {
    ShareFacts facts = referral();
    row.change(facts);

    const RowDecision decision = decide(set, facts);

    EXPECT_FALSE(decision.shared()) << row.name;
    EXPECT_EQ(decision.refusal, row.expected) << row.name;
    EXPECT_TRUE(decision.permitted().empty()) << row.name;
  }
}

TEST(DecideTest, AnEmptySetRefusesEverything) {
  EXPECT_FALSE(decide(PolicySet(partner("hfj")), referral()).shared());
  EXPECT_FALSE(decide(set_of({}), referral()).shared());
  EXPECT_FALSE(decide(set_of({""}), referral()).shared());
}

TEST(DecideTest, ForbidWinsInEveryOrder) {
  std::vector<std::string> statements = {
      std::string(kAgreement), kPlacement,
      "permit all anyone to share * * with anyone for any purpose\n",
      "forbid no-needs anyone to share * [needs] with anyone\n"};
  std::ranges::sort(statements);
  do {
    std::string text;
    for (const std::string& statement : statements) text += statement;
    const PolicySet set = set_of({text});

    const RowDecision decision = decide(set, referral());

    EXPECT_EQ(sections_text(decision.permitted()), "content identity");
    EXPECT_EQ(decision.section(Section::kNeeds).outcome, SectionOutcome::kForbidden);
    EXPECT_EQ(set.name_of(decision.section(Section::kNeeds).rule), "no-needs");
    EXPECT_EQ(decision.section(Section::kNeeds).mode, SectionMode::kNone);
  } while (std::ranges::next_permutation(statements).found);
}

TEST(DecideTest, AForbidOfAnyTextCounts) {
  const std::string theirs =
      "policy of harbourlight-housing version 1\n"
      "forbid ours hfj to share aftercare.referral [needs] with harbourlight-housing\n";

  EXPECT_EQ(permitted(set_of({std::string(kAgreement) + kPlacement, theirs}), referral()),
            "content");
}

TEST(DecideTest, AForbidOfEverythingIsAPolicyRefusal) {
  const PolicySet set =
      set_of({std::string(kAgreement) + kPlacement + "forbid x anyone to share * * with anyone"});

  EXPECT_EQ(decide(set, referral()).refusal, Refusal::kPolicyDenies);
}

TEST(DecideTest, AnAgreementRunsFromItsFirstToItsLastMillisecond) {
  const PolicySet set = set_of({std::string(kAgreement) + kPlacement});
  const base::Millis tick(1);
  const struct {
    base::Time now;
    bool shared;
  } table[] = {
      {at("2026-01-01T00:00:00Z") - tick, false},
      {at("2026-01-01T00:00:00Z"), true},
      {at("2027-01-01T00:00:00Z") - tick, true},
      {at("2027-01-01T00:00:00Z"), false},
  };
  for (const auto& row : table) {
    ShareFacts facts = referral();
    facts.now = row.now;
    EXPECT_EQ(decide(set, facts).shared(), row.shared) << base::to_text(row.now);
    if (!row.shared) {
      EXPECT_EQ(decide(set, facts).refusal, Refusal::kKindNotInAgreement);
    }
  }
}

TEST(DecideTest, APermitMayBeBoxedInTime) {
  const PolicySet set =
      set_of({std::string(kAgreement) + kPlacement + "  from 2026-03-01 until 2026-03-01\n"});
  const base::Millis tick(1);
  const struct {
    base::Time now;
    bool shared;
  } table[] = {
      {at("2026-03-01T00:00:00Z") - tick, false},
      {at("2026-03-01T00:00:00Z"), true},
      {at("2026-03-02T00:00:00Z") - tick, true},
      {at("2026-03-02T00:00:00Z"), false},
  };
  for (const auto& row : table) {
    ShareFacts facts = referral();
    facts.now = row.now;
    EXPECT_EQ(decide(set, facts).shared(), row.shared) << base::to_text(row.now);
    if (!row.shared) {
      EXPECT_EQ(decide(set, facts).refusal, Refusal::kPolicyDenies);
    }
  }
}

TEST(DecideTest, AnAgreementThatListsKindsCoversNoOthers) {
  const std::string agreement =
      "agreement a between harbourlight-housing and hfj from 2026-01-01 until 2026-12-31 purposes "
      "VICTIM_SUPPORT kinds aftercare.response\n";
  const PolicySet set = set_of({agreement + kPlacement});

  EXPECT_EQ(decide(set, referral()).refusal, Refusal::kKindNotInAgreement);
}

TEST(DecideTest, UnitsOfTheNgoNeedNoAgreementAmongThemselves) {
  const PolicySet set = set_of(
      {"permit p hfj/aftercare to share aftercare.referral * with hfj/legal for VICTIM_SUPPORT"});
  ShareFacts facts = referral();
  facts.recipient = {partner("hfj"), unit("legal"), model::Role::kHfjLegal};

  EXPECT_TRUE(decide(set, facts).shared());
}

const std::string kAnswer =
    "permit answer role SAFEHOUSE to share aftercare.response [content, token] with role HFJ_CARE "
    "for VICTIM_SUPPORT\n";

ShareFacts response() {
  ShareFacts facts = referral();
  facts.sender = {partner("harbourlight-housing"), unit("main"), {model::Role::kSafehouse}};
  facts.recipient = {partner("hfj"), unit("aftercare"), model::Role::kHfjCare};
  facts.kind = model::Kind::kAftercareResponse;
  facts.sections = {Section::kContent, Section::kToken};
  return facts;
}

TEST(DecideTest, TheSendingPartnerMustPermitItToo) {
  const std::string ngo = std::string(kAgreement) + kAnswer;
  const std::string header = "policy of harbourlight-housing version 1\n";
  const std::string own =
      "permit own harbourlight-housing to share aftercare.response [content] with role HFJ_CARE "
      "for "
      "VICTIM_SUPPORT by release as token no onward\n";

  EXPECT_EQ(decide(set_of({ngo}), response()).refusal, Refusal::kPolicyDenies) << "no text";
  EXPECT_EQ(decide(set_of({ngo, header}), response()).refusal, Refusal::kPolicyDenies) << "empty";
  EXPECT_EQ(permitted(set_of({ngo + "adopt harbourlight-housing"}), response()), "content token");
  EXPECT_EQ(permitted(set_of({ngo, header + own}), response()), "content");
  EXPECT_FALSE(decide(set_of({std::string(kAgreement), header + own}), response()).shared())
      << "the NGO must permit, too";

  const PolicySet set = set_of({ngo, header + own});
  const SectionDecision content = decide(set, response()).section(Section::kContent);
  EXPECT_EQ(content.mode, SectionMode::kRelease) << "the stricter of both";
  EXPECT_EQ(content.treatment, Treatment::kToken);
  EXPECT_TRUE(content.obligations.no_onward);
  EXPECT_EQ(set.name_of(content.rule), "answer");
  EXPECT_EQ(set.name_of(content.owner_rule), "own");
}

TEST(DecideTest, BetweenTwoPartnersBothNeedAnAgreement) {
  const std::string other =
      "agreement ISA-2 between pol-northvale and hfj from 2026-01-01 until 2026-12-31 purposes "
      "VICTIM_SUPPORT\n";
  const std::string rules =
      "adopt harbourlight-housing\n"
      "permit p role SAFEHOUSE to share consent.record * with role POL_OIC for VICTIM_SUPPORT\n";
  ShareFacts facts = response();
  facts.recipient = {partner("pol-northvale"), unit("oic"), model::Role::kPolOic};
  facts.kind = model::Kind::kConsentRecord;

  EXPECT_TRUE(decide(set_of({rules + std::string(kAgreement) + other}), facts).shared());
  EXPECT_EQ(decide(set_of({rules + std::string(kAgreement)}), facts).refusal,
            Refusal::kKindNotInAgreement);
  EXPECT_EQ(decide(set_of({rules + other}), facts).refusal, Refusal::kKindNotInAgreement);
}

TEST(DecideTest, OfSeveralPermitsReleaseWinsAndAllObligationsBind) {
  const PolicySet set = set_of(
      {std::string(kAgreement) +
       "permit b hfj to share * [needs] with anyone for any purpose as token keep R1 report back "
       "within 9 days\n"
       "permit a hfj to share * [needs] with anyone for any purpose as pseudonym keep R2 report "
       "back within 3 days by release\n"
       "permit c hfj to share * [needs] with anyone for any purpose as token no onward\n"});

  const SectionDecision needs = decide(set, referral()).section(Section::kNeeds);

  EXPECT_EQ(needs.mode, SectionMode::kRelease);
  EXPECT_EQ(needs.treatment, Treatment::kPseudonym) << "the most telling one";
  EXPECT_EQ(set.name_of(needs.rule), "a");
  EXPECT_EQ(needs.obligations, (Obligations{{Retention::kR1, Retention::kR2}, true, 3}));
}

TEST(DecideTest, WhatIsKnownNotToBeSanitisedIsNotGivenAsSanitised) {
  const PolicySet set =
      set_of({std::string(kAgreement) +
              "permit a hfj to share * * with anyone for any purpose as sanitised"});
  ShareFacts facts = referral();

  facts.sanitised = EnumSet<Section>{Section::kNeeds};
  EXPECT_EQ(permitted(set, facts), "needs");
  EXPECT_EQ(decide(set, facts).section(Section::kContent).outcome,
            SectionOutcome::kConditionFailed);

  facts.sanitised.reset();
  EXPECT_EQ(decide(set, facts).section(Section::kNeeds).treatment, Treatment::kSanitised)
      << "who cannot see the bytes binds those who can";
}

TEST(DecideTest, ConditionsThatFailAreTheReasonWhenNothingElseIs) {
  const PolicySet set =
      set_of({std::string(kAgreement) +
              "permit a hfj to share aftercare.referral [needs, identity] with role SAFEHOUSE for "
              "VICTIM_SUPPORT when consent covers CARE_PLACEMENT"});

  const RowDecision decision = decide(set, referral());

  EXPECT_EQ(decision.refusal, Refusal::kNoSectionLeft);
  EXPECT_EQ(decision.section(Section::kNeeds).outcome, SectionOutcome::kConditionFailed);
  EXPECT_EQ(set.name_of(decision.section(Section::kNeeds).rule), "a");
}

TEST(DecideTest, ApprovalsLiftAForbidForTheirSectionOnly) {
  const PolicySet set = set_of({std::string(kAgreement) + kPlacement +
                                "forbid locked anyone to share * [content, needs] with anyone "
                                "unless approved by 2 trustees"});
  ShareFacts facts = referral();

  facts.approvals[static_cast<std::size_t>(Section::kNeeds)] = 1;
  EXPECT_EQ(permitted(set, facts), "");
  facts.approvals[static_cast<std::size_t>(Section::kNeeds)] = 2;
  EXPECT_EQ(permitted(set, facts), "needs");
  facts.approvals[static_cast<std::size_t>(Section::kIdentity)] = 255;
  EXPECT_EQ(permitted(set, facts), "needs") << "approval gives nothing that no permit gives";
}

}  // namespace
}  // namespace gateway::policy
