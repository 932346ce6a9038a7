// Ways in which other systems were found open. Each stays shut here.

#include "tests/unit/policy/fixture.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

const std::string kHead = std::string(kAgreement);

std::string permit(const std::string& senders, const std::string& kinds,
                   const std::string& sections, const std::string& recipients,
                   const std::string& rest) {
  return "permit p " + senders + " to share " + kinds + " " + sections + " with " + recipients +
         " for " + rest + "\n";
}

const std::string kClosedDoorsPlacement =
    permit("hfj/aftercare", "aftercare.referral", "[needs]", "role SAFEHOUSE", "VICTIM_SUPPORT");

bool loads(const std::string& text) {
  const std::vector<PolicyText> texts = {{"door.policy", text}};
  return static_cast<bool>(load_policies(partner("hfj"), texts));
}

bool shares(const std::string& text, const ShareFacts& facts) {
  return decide(set_of({text}), facts).shared();
}

TEST(ClosedDoorTest, AnEmptyGroupInATextDoesNotLoad) {
  EXPECT_TRUE(loads(kHead + kClosedDoorsPlacement));
  const std::vector<std::string> texts = {
      permit("", "*", "*", "anyone", "any purpose"),
      permit("role", "*", "*", "anyone", "any purpose"),
      permit("hfj", "", "*", "anyone", "any purpose"),
      permit("hfj", "*", "[]", "anyone", "any purpose"),
      permit("hfj", "*", "[ ]", "anyone", "any purpose"),
      permit("hfj", "*", "", "anyone", "any purpose"),
      permit("hfj", "*", "*", "", "any purpose"),
      permit("hfj", "*", "*", "role", "any purpose"),
      permit("hfj", "*", "*", "anyone", ""),
      permit("hfj", "*", "*", "anyone", "any purpose when"),
      permit("hfj", "*", "*", "anyone", "any purpose when ()"),
      permit("hfj", "*", "*", "anyone", "any purpose when basis is"),
      permit("hfj", "*", "*", "anyone", "any purpose when consent covers"),
      permit("hfj,", "*", "*", "anyone", "any purpose"),
      "adopt\n",
      "agreement a between hfj and b from 2026-01-01 until 2026-12-31 purposes\n",
      "agreement a between hfj and b from 2026-01-01 until 2026-12-31 purposes PREVENTION kinds\n",
  };
  for (const std::string& text : texts) EXPECT_FALSE(loads(kHead + text)) << text;
}

TEST(ClosedDoorTest, AnEmptyGroupInAQuestionIsNobody) {
  ShareFacts no_roles = referral();
  no_roles.sender.roles = {};
  ShareFacts no_sections = referral();
  no_sections.sections = {};
  const std::string by_role = permit("role HFJ_CARE", "*", "*", "role SAFEHOUSE", "VICTIM_SUPPORT");

  EXPECT_TRUE(shares(kHead + by_role, referral()));
  EXPECT_FALSE(shares(kHead + by_role, no_roles));
  EXPECT_FALSE(shares(kHead + by_role, no_sections));
}

TEST(ClosedDoorTest, AnEmptyConsentCoversNothing) {
  ShareFacts facts = referral();
  facts.consents = EnumSet<model::ConsentPurpose>{};
  for (const auto& row : model::kConsentPurposeTexts) {
    const std::string asked = "consent covers " + std::string(row.text);
    const std::string permits = permit("hfj", "*", "*", "anyone", "any purpose when " + asked);
    const std::string forbids = permit("hfj", "*", "*", "anyone", "any purpose") +
                                "forbid f anyone to share * * with anyone unless " + asked + "\n";
    EXPECT_FALSE(shares(kHead + permits, facts)) << asked;
    EXPECT_FALSE(shares(kHead + forbids, facts)) << asked;
    ShareFacts unlisted = facts;
    unlisted.consents->insert(model::ConsentPurpose::kNone);
    unlisted.consents->insert(model::ConsentPurpose{63});
    EXPECT_FALSE(shares(kHead + permits, unlisted)) << asked;
  }
}

TEST(ClosedDoorTest, AnUnknownAttributeDoesNotLoad) {
  for (const char* condition :
       {"colour is RED", "rank is HIGH", "urgency is SLOW", "basis is 6.1.z", "marking is SECRETT",
        "consent covers EVERYTHING", "approved by 0 trustees", "approved by two trustees",
        "subject is adult", "handling is Z", "true", "1 is 1", "override = yes"}) {
    EXPECT_FALSE(loads(
        kHead + permit("hfj", "*", "*", "anyone", "any purpose when " + std::string(condition))))
        << condition;
  }
}

TEST(ClosedDoorTest, AnUnknownValueOfAnAttributeMatchesNoWildcard) {
  const std::string all = permit("anyone", "*", "*", "anyone", "any purpose");
  const auto refused_with = [&](void (*change)(ShareFacts&)) {
    ShareFacts facts = referral();
    change(facts);
    return !shares(kHead + all, facts);
  };

  EXPECT_FALSE(refused_with([](ShareFacts&) {}));
  EXPECT_TRUE(refused_with([](ShareFacts& f) { f.kind = model::Kind{27}; }));
  EXPECT_TRUE(refused_with([](ShareFacts& f) { f.purpose = model::Purpose{9}; }));
  EXPECT_TRUE(refused_with([](ShareFacts& f) { f.recipient.role = model::Role{19}; }));
  EXPECT_TRUE(refused_with([](ShareFacts& f) { f.sections.insert(model::Section{15}); }));
}

TEST(ClosedDoorTest, NoOtherSpellingOfANameIsThatName) {
  const std::string text = kHead + kClosedDoorsPlacement;
  ShareFacts facts = referral();
  ASSERT_TRUE(shares(text, facts));
  // What differs is a different partner or does not exist at all: nothing is folded or trimmed.
  for (const char* name : {"HFJ", "Hfj", " hfj", "hfj ", "hfj.", "hfj/aftercare", "h\xD1\x84j",
                           "hfj\n", "", "anyone", "role", "*"}) {
    const auto parsed = model::PartnerName::parse(name);
    if (!parsed) continue;
    facts.sender.partner = *parsed;
    EXPECT_FALSE(shares(text, facts)) << name;
  }
  for (const char* name : {"Aftercare", "aftercare2", "after-care", "aftercar"}) {
    facts = referral();
    const auto parsed = model::UnitName::parse(name);
    if (!parsed) continue;
    facts.sender.unit = *parsed;
    EXPECT_FALSE(shares(text, facts)) << name;
  }
}

TEST(ClosedDoorTest, NoOtherSpellingOfAWordLoads) {
  for (const char* role : {"safehouse", "Safehouse", "SAFE_HOUSE", "SAFEHOUSE*", "*", "ANYONE"}) {
    EXPECT_FALSE(
        loads(kHead + permit("hfj", "*", "*", "role " + std::string(role), "VICTIM_SUPPORT")))
        << role;
  }
  for (const char* kind : {"aftercare", "aftercare.*", "Aftercare.Referral", "aftercare/referral",
                           "**", "aftercare.referral.v1"}) {
    EXPECT_FALSE(loads(kHead + permit("hfj", kind, "*", "anyone", "VICTIM_SUPPORT"))) << kind;
  }
  for (const char* section : {"[Needs]", "[need]", "[needs*]", "needs", "[needs content]"}) {
    EXPECT_FALSE(loads(kHead + permit("hfj", "*", section, "anyone", "VICTIM_SUPPORT"))) << section;
  }
}

TEST(ClosedDoorTest, AnAliasOfAPartnerGetsNothingOfIts) {
  // A partner called like a role, a unit or a statement is only itself.
  const std::string text =
      kHead + permit("hfj", "*", "*", "role SAFEHOUSE", "VICTIM_SUPPORT") + "adopt safehouse\n";
  ShareFacts facts = referral();
  facts.recipient = {partner("safehouse"), unit("main"), model::Role::kForum};
  EXPECT_FALSE(shares(text, facts));
  facts.recipient = {partner("harbourlight-housing-2"), unit("main"), model::Role::kSafehouse};
  EXPECT_FALSE(shares(text, facts));
  facts.recipient = {partner("harbourlight"), unit("main"), model::Role::kSafehouse};
  EXPECT_FALSE(shares(text, facts));
}

TEST(ClosedDoorTest, ADuplicateNameOfARuleDoesNotLoadWhateverItSays) {
  const std::string forbid = "forbid p anyone to share * [needs] with anyone\n";
  for (const std::string& again : {kClosedDoorsPlacement, forbid}) {
    EXPECT_FALSE(loads(kHead + kClosedDoorsPlacement + again)) << again;
    const std::vector<PolicyText> two = {{"a", kHead + kClosedDoorsPlacement}, {"b", again}};
    EXPECT_FALSE(load_policies(partner("hfj"), two)) << again;
    // The same owner named in a header, once and again.
    const std::vector<PolicyText> named = {{"a", kHead + kClosedDoorsPlacement},
                                           {"b", "policy of hfj version 1\n" + again}};
    EXPECT_FALSE(load_policies(partner("hfj"), named)) << again;
  }
}

TEST(ClosedDoorTest, ALaterRuleReplacesNoEarlierOne) {
  const std::string forbid = "forbid f anyone to share * [needs] with anyone\n";
  ShareFacts facts = referral();
  facts.sections = {model::Section::kNeeds};

  EXPECT_FALSE(shares(kHead + kClosedDoorsPlacement + forbid, facts));
  EXPECT_FALSE(shares(forbid + kClosedDoorsPlacement + kHead, facts));
}

TEST(ClosedDoorTest, DatesThatEndBeforeTheyBeginDoNotLoad) {
  EXPECT_FALSE(loads(
      kHead + permit("hfj", "*", "*", "anyone", "any purpose from 2026-03-02 until 2026-03-01")));
  EXPECT_FALSE(
      loads("agreement a between hfj and b from 2026-03-02 until 2026-03-01 "
            "purposes PREVENTION\n"));
  EXPECT_FALSE(loads("agreement a between hfj and b from 2026-03-01 purposes PREVENTION\n"));
  EXPECT_FALSE(loads(kHead + permit("hfj", "*", "*", "anyone", "any purpose until 2026-02-30")));
}

TEST(ClosedDoorTest, ATimeBeforeAllTimeAndAfterAllTimeIsInNoAgreement) {
  ShareFacts facts = referral();
  ASSERT_TRUE(shares(kHead + kClosedDoorsPlacement, facts));
  for (const base::Time now : {base::Time(), base::Time::min(), base::Time::max()}) {
    facts.now = now;
    EXPECT_FALSE(shares(kHead + kClosedDoorsPlacement, facts));
  }
}

}  // namespace
}  // namespace gateway::policy
