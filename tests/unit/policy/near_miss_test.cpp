#include "gateway/policy/near_miss.h"

#include "tests/support/random_policy.h"
#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

using model::Section;

std::string shown(const NearMiss& miss) {
  std::string text;
  for (const Facts& way : miss.ways) {
    text += text.empty() ? "" : " | ";
    for (std::size_t i = 0; i < way.size(); ++i) text += (i == 0 ? "" : " + ") + to_text(way.at(i));
  }
  return text;
}

const std::string kNearMissHead = std::string(kAgreement);

struct Row {
  std::string name;
  std::string rules;
  std::string ways;   ///< As `shown`.
  std::string words;  ///< As told.
};

TEST(NearMissTest, NamesTheFewestFactsInWords) {
  const std::string permit =
      "permit p hfj to share aftercare.referral [identity] with role SAFEHOUSE ";
  const std::vector<Row> table = {
      {"consent or override",
       permit + "for VICTIM_SUPPORT when consent covers HEALTH or override\n",
       "consent covers HEALTH | override",
       "needs a consent of the person for HEALTH that names this recipient, or a named person's "
       "recorded override"},
      {"both at once", permit + "for VICTIM_SUPPORT when consent covers HEALTH and override\n",
       "consent covers HEALTH + override",
       "needs a consent of the person for HEALTH that names this recipient and a named person's "
       "recorded override"},
      {"the shorter way first",
       permit + "for VICTIM_SUPPORT when sanitised and override or subject is child\n",
       "subject is child | override + sanitised",
       "needs that the person is a child, or a named person's recorded override and a record that "
       "this section was sanitised"},
      {"another purpose", permit + "for SAFEGUARDING\n", "for SAFEGUARDING",
       "needs the purpose SAFEGUARDING"},
      {"a later day", permit + "for VICTIM_SUPPORT from 2026-08-01\n", "from 2026-08-01",
       "needs that it is sent on 2026-08-01 or later"},
      {"bases are told together", permit + "for VICTIM_SUPPORT when basis is 6.1.d, 9.2.c\n",
       "basis is 6.1.d | basis is 9.2.c",
       "needs the legal basis 6.1.d (vital interests) or 9.2.c (vital interests of somebody who "
       "cannot consent)"},
      {"what lifts a forbid",
       permit + "for VICTIM_SUPPORT\n"
                "forbid f anyone to share * * with anyone unless approved by 2 trustees\n",
       "approved by 2 trustees", "needs the approval of 2 trustees for this section"},
      {"what a forbid is not about",
       permit + "for any purpose\n"
                "forbid f anyone to share * * with anyone for VICTIM_SUPPORT\n",
       "for SAFEGUARDING", "needs the purpose SAFEGUARDING"},
      {"one fact for two things",
       permit + "for VICTIM_SUPPORT when override\n"
                "forbid f anyone to share * * with anyone unless override\n",
       "override", "needs a named person's recorded override"},
      {"sanitising", permit + "for VICTIM_SUPPORT as sanitised\n", "sanitised",
       "needs a record that this section was sanitised"},
      {"a topic",
       permit + "for VICTIM_SUPPORT when topic is */north/* and topic is aftercare.referral/*/*\n",
       "topic is aftercare.referral/north/*", "needs publication to aftercare.referral/north/*"},
      {"an urgency of several",
       permit + "for VICTIM_SUPPORT when urgency is FLASH, IMMEDIATE and not urgency is FLASH\n",
       "urgency is IMMEDIATE", "needs the urgency IMMEDIATE"},
  };
  for (const Row& row : table) {
    const PolicySet set = set_of({kNearMissHead + row.rules});
    const ShareFacts share = referral();
    const NearMissQuestion question{share, Section::kIdentity};

    const NearMiss miss = near_miss(set, question);

    EXPECT_EQ(shown(miss), row.ways) << row.name;
    EXPECT_EQ(in_words(set, question, miss), row.words) << row.name;
    EXPECT_EQ(miss.obstacle, Obstacle::kNone) << row.name;
  }
}

TEST(NearMissTest, SaysWhenNothingCanHelpAndWhy) {
  const std::string permit =
      "permit p hfj to share aftercare.referral [identity] with role SAFEHOUSE for VICTIM_SUPPORT";
  struct NoWay {
    std::string name;
    std::string text;
    Obstacle obstacle;
    std::string words;
  };
  const std::vector<NoWay> table = {
      {"no rule", kNearMissHead, Obstacle::kNoRule,
       "no rule of hfj lets hfj/aftercare send aftercare.referral to SAFEHOUSE"},
      {"no rule for it",
       kNearMissHead + "permit p hfj to share * [content] with role SAFEHOUSE for VICTIM_SUPPORT\n",
       Obstacle::kNoRuleForSection, "no rule of hfj gives this section to SAFEHOUSE"},
      {"no agreement", permit, Obstacle::kNoAgreement,
       "harbourlight-housing has no agreement with hfj that lists aftercare.referral"},
      {"an agreement that ended",
       "agreement a between hfj and harbourlight-housing from 2026-01-01 until 2026-05-31 purposes "
       "VICTIM_SUPPORT\n" +
           permit,
       Obstacle::kAgreementEnded,
       "the agreement of harbourlight-housing with hfj has ended; nothing passes until both sign a "
       "new one"},
      {"no common purpose",
       kNearMissHead + "permit p hfj to share * [identity] with role SAFEHOUSE for STATISTICS\n",
       Obstacle::kNoCommonPurpose,
       "the agreements name no purpose for which a rule gives it, or not at the same time"},
      {"forbidden",
       kNearMissHead + permit + "\nforbid never anyone to share * [identity] with anyone\n",
       Obstacle::kForbidden, "rule never forbids it, whatever else is so"},
      {"a rule that ended", kNearMissHead + permit + " until 2026-05-31\n", Obstacle::kRuleEnded,
       "the rule that gave it has ended"},
      {"rules that contradict each other",
       kNearMissHead + permit +
           " when override\nforbid f anyone to share * * with anyone when override\n",
       Obstacle::kRulesContradict, "what one rule asks for another one excludes"},
  };
  for (const NoWay& row : table) {
    const PolicySet set = set_of({row.text});
    const ShareFacts share = referral();
    const NearMissQuestion question{share, Section::kIdentity};

    const NearMiss miss = near_miss(set, question);

    EXPECT_TRUE(miss.ways.empty()) << row.name;
    EXPECT_EQ(miss.obstacle, row.obstacle) << row.name;
    EXPECT_EQ(in_words(set, question, miss), row.words) << row.name;
  }
}

TEST(NearMissTest, TheSendersOwnTextCountsToo) {
  const std::string ngo =
      kNearMissHead +
      "permit p anyone to share * * with role HFJ_CARE for VICTIM_SUPPORT when override\n";
  ShareFacts share = referral();
  share.sender = {partner("harbourlight-housing"), unit("main"), {model::Role::kSafehouse}};
  share.recipient = {partner("hfj"), unit("aftercare"), model::Role::kHfjCare};
  const NearMissQuestion question{share, Section::kIdentity};
  const std::string own =
      "policy of harbourlight-housing version 1\n"
      "permit q anyone to share * [identity] with anyone for any purpose when subject is child\n";

  EXPECT_EQ(near_miss(set_of({ngo}), question).obstacle, Obstacle::kNoOwnText);
  EXPECT_EQ(shown(near_miss(set_of({ngo + "adopt harbourlight-housing\n"}), question)), "override");
  EXPECT_EQ(shown(near_miss(set_of({ngo, own}), question)), "override + subject is child");
  EXPECT_EQ(near_miss(set_of({ngo, own}), {share, Section::kNeeds}).obstacle, Obstacle::kNoOwnRule);
}

TEST(NearMissTest, AYesNeedsNothingAndWhatMustHoldBesidesIsAskedFor) {
  const PolicySet set =
      set_of({kNearMissHead + "permit p hfj to share * * with anyone for any purpose\n"});
  const ShareFacts share = referral();
  const Condition gate{AnyOf{{Condition{ConsentCovers{model::ConsentPurpose::kCarePlacement}},
                              Condition{SubjectIsChild{}}}}};

  const NearMiss yes = near_miss(set, {share, Section::kIdentity});
  const NearMiss gated = near_miss(set, {share, Section::kIdentity, gate});

  EXPECT_EQ(yes.ways, std::vector<Facts>(1));
  EXPECT_EQ(in_words(set, {share, Section::kIdentity}, yes), "");
  EXPECT_EQ(shown(gated), "consent covers CARE_PLACEMENT | subject is child");
}

// ── properties, over random policies and questions ──

class RandomNearMissTest : public testing::Test {
 protected:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }

  static bool is_yes(const PolicySet& set, const ShareFacts& share, Section section) {
    return decide(set, share).section(section).permitted();
  }

  /// Every single fact that a policy of the small world could ask for.
  static Facts single_facts() {
    Facts facts;
    const auto add = [&facts](const auto& what) { facts.push_back({what, Answer::kYes}); };
    const auto add_both = [&](const auto& what) {
      add(what);
      facts.push_back({what, Answer::kNo});
    };
    add_both(ConsentCovers{model::ConsentPurpose::kHealth});
    add_both(ConsentCovers{model::ConsentPurpose::kCarePlacement});
    add_both(OverrideRecorded{});
    add_both(SubjectIsChild{});
    add_both(Sanitised{});
    add_both(AreaMatches{});
    add_both(SectorMatches{});
    for (const auto basis : {model::LegalBasis::kConsent, model::LegalBasis::kVitalInterests,
                             model::LegalBasis::kExplicitConsent}) {
      add_both(BasisIs{{basis}});
    }
    for (const auto& row : model::kUrgencyTexts) add(UrgencyIs{{row.value}});
    for (const auto& row : model::kMarkingTexts) add(MarkingIs{{row.value}});
    for (const auto& row : model::kHandlingCodeTexts) add(HandlingIs{{row.value}});
    for (const auto& row : model::kPurposeTexts) add(PurposeIs{{row.value}});
    for (const std::size_t trustees : {1U, 2U, 3U}) add_both(ApprovedBy{trustees});
    for (const char* topic : {"intel.report/north/labour", "intel.report/south/labour", "*"}) {
      add_both(TopicIs{topic});
    }
    for (const char* day : {"2026-05-31", "2026-06-01"}) add(NotBefore{*base::parse_date(day)});
    return facts;
  }

  std::mt19937_64 engine_{11};
  tests::RandomPolicy random_{[this](std::size_t limit) { return below(limit); }};
};

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text + "--\n";
  return all;
}

TEST_F(RandomNearMissTest, TheFactsMakeItAYesAndNoPartOfThemDoes) {
  std::size_t checked = 0;
  std::size_t composed = 0;
  for (std::size_t round = 0; round < 150 && !HasFailure(); ++round) {
    const auto texts = random_.texts();
    const PolicySet set = set_of(texts);
    for (std::size_t i = 0; i < 24; ++i) {
      const ShareFacts share = random_.facts();
      for (const Section section : share.sections) {
        if (!is_known(section)) continue;
        const NearMiss miss = near_miss(set, {share, section});
        EXPECT_EQ(miss.ways.empty(), miss.obstacle != Obstacle::kNone);
        for (const Facts& way : miss.ways) {
          ++checked;
          composed += way.size() > 1 ? 1U : 0U;
          ShareFacts one = share;
          one.sections = {section};
          for (unsigned chosen = 0; chosen < 1U << way.size(); ++chosen) {
            Facts some;
            for (std::size_t at = 0; at < way.size(); ++at) {
              if ((chosen >> at & 1U) != 0) some.push_back(way.at(at));
            }
            EXPECT_EQ(is_yes(set, with(one, some, section), section), some.size() == way.size())
                << joined(texts) << to_text(section) << ": " << shown(miss);
          }
        }
      }
    }
  }
  EXPECT_GT(checked, 1000U);
  EXPECT_GT(composed, 300U);
}

TEST_F(RandomNearMissTest, NoFewerFactsWouldDo) {
  const Facts singles = single_facts();
  std::size_t checked = 0;
  for (std::size_t round = 0; round < 25 && !HasFailure(); ++round) {
    const auto texts = random_.texts();
    const PolicySet set = set_of(texts);
    for (std::size_t i = 0; i < 12; ++i) {
      ShareFacts share = random_.facts();
      if (share.sections.empty() || !is_known(*share.sections.begin())) continue;
      const Section section = *share.sections.begin();
      share.sections = {section};
      const NearMiss miss = near_miss(set, {share, section});
      const std::size_t fewest = miss.ways.empty() ? 3 : miss.ways.front().size();
      for (std::size_t a = 0; a < singles.size() && fewest > 1; ++a) {
        const ShareFacts once = with(share, singles.at(a), section);
        ++checked;
        EXPECT_FALSE(is_yes(set, once, section))
            << joined(texts) << to_text(singles.at(a)) << ", not " << shown(miss);
        for (std::size_t b = 0; b < singles.size() && fewest > 2; ++b) {
          EXPECT_FALSE(is_yes(set, with(once, singles.at(b), section), section))
              << joined(texts) << to_text(singles.at(a)) << " + " << to_text(singles.at(b))
              << ", not " << shown(miss);
        }
      }
    }
  }
  EXPECT_GT(checked, 1000U);
}

TEST_F(RandomNearMissTest, WhenNothingHelpsNoOtherFactsDoEither) {
  std::size_t hopeless = 0;
  for (std::size_t round = 0; round < 60 && !HasFailure(); ++round) {
    const auto texts = random_.texts();
    const PolicySet set = set_of(texts);
    for (std::size_t i = 0; i < 12; ++i) {
      const ShareFacts share = random_.facts();
      for (const Section section : share.sections) {
        if (!is_known(section) || !near_miss(set, {share, section}).ways.empty()) continue;
        ++hopeless;
        for (std::size_t attempt = 0; attempt < 40; ++attempt) {
          ShareFacts other = random_.facts();
          other.sender = share.sender;
          other.recipient = share.recipient;
          other.kind = share.kind;
          other.sections = {section};
          other.now = std::max(other.now, share.now);
          EXPECT_FALSE(is_yes(set, other, section)) << joined(texts) << to_text(section);
        }
      }
    }
  }
  EXPECT_GT(hopeless, 300U);
}

TEST(NearMissTest, AConditionWithVeryManyWaysStaysQuick) {
  // A million ways: only the cheapest are followed.
  std::string condition;
  for (int i = 0; i < 20; ++i) {
    condition +=
        std::string(i == 0 ? "" : " and ") + "(approved by " + std::to_string(i + 1) +
        " trustees or consent covers " +
        std::string(model::kConsentPurposeTexts.at(static_cast<std::size_t>(i) % 14).text) + ")";
  }
  const PolicySet set =
      set_of({kNearMissHead + "permit p hfj to share * * with anyone for VICTIM_SUPPORT when " +
              condition + "\n"});
  const ShareFacts share = referral();

  const NearMiss miss = near_miss(set, {share, Section::kIdentity});

  EXPECT_EQ(shown(miss).substr(0, 23), "approved by 20 trustees");
}

}  // namespace
}  // namespace gateway::policy
