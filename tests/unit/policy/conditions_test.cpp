#include "gateway/policy/decide.h"

#include "tests/unit/policy/fixture.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

using Change = std::function<void(ShareFacts&)>;

/// What one condition does to a permit and to a forbid of the same section.
struct Row {
  std::string condition;
  Change yes;
  Change no;
  Change unknown;
};

const std::vector<Row>& rows() {
  using model::ConsentPurpose;
  using model::LegalBasis;
  static const std::vector<Row> kRows = {
      {"consent covers HEALTH", [](ShareFacts& f) { f.consents = {ConsentPurpose::kHealth}; },
       [](ShareFacts& f) { f.consents = {ConsentPurpose::kCarePlacement}; },
       [](ShareFacts& f) { f.consents.reset(); }},
      {"override", [](ShareFacts& f) { f.override_recorded = Answer::kYes; },
       [](ShareFacts& f) { f.override_recorded = Answer::kNo; },
       [](ShareFacts& f) { f.override_recorded = Answer::kUnknown; }},
      {"basis is 6.1.d, 9.2.c",
       [](ShareFacts& f) {
         f.bases = {LegalBasis::kVitalInterests, LegalBasis::kExplicitConsent};
       },
       [](ShareFacts& f) { f.bases = {LegalBasis::kConsent}; },
       [](ShareFacts& f) { f.bases = {}; }},
      {"basis is 6.1.e",
       [](ShareFacts& f) {
         f.bases = {LegalBasis::kPublicTask, LegalBasis{40}};
       },
       [](ShareFacts& f) { f.bases = {LegalBasis::kConsent}; },
       [](ShareFacts& f) {
         f.bases = {LegalBasis::kConsent, LegalBasis{40}};
       }},
      {"subject is child", [](ShareFacts& f) { f.subject_is_child = Answer::kYes; },
       [](ShareFacts& f) { f.subject_is_child = Answer::kNo; },
       [](ShareFacts& f) { f.subject_is_child = Answer::kUnknown; }},
      {"subject is not child", [](ShareFacts& f) { f.subject_is_child = Answer::kNo; },
       [](ShareFacts& f) { f.subject_is_child = Answer::kYes; },
       [](ShareFacts& f) { f.subject_is_child = Answer::kUnknown; }},
      {"urgency is FLASH, IMMEDIATE", [](ShareFacts& f) { f.urgency = model::Urgency::kFlash; },
       [](ShareFacts& f) { f.urgency = model::Urgency::kBulk; },
       [](ShareFacts& f) { f.urgency = model::Urgency{17}; }},
      {"marking is OFFICIAL", [](ShareFacts& f) { f.marking = model::Marking::kOfficial; },
       [](ShareFacts& f) { f.marking = model::Marking::kSecret; },
       [](ShareFacts& f) { f.marking = model::Marking::kNone; }},
      {"handling is C", [](ShareFacts& f) { f.handling = model::HandlingCode::kConditions; },
       [](ShareFacts& f) { f.handling = model::HandlingCode::kPermitted; },
       [](ShareFacts& f) { f.handling = model::HandlingCode::kNone; }},
      {"sanitised", [](ShareFacts& f) { f.sanitised = {model::Section::kNeeds}; },
       [](ShareFacts& f) { f.sanitised = {model::Section::kContent}; },
       [](ShareFacts& f) { f.sanitised.reset(); }},
      {"area matches", [](ShareFacts& f) { f.area_matches = Answer::kYes; },
       [](ShareFacts& f) { f.area_matches = Answer::kNo; },
       [](ShareFacts& f) { f.area_matches = Answer::kUnknown; }},
      {"sector matches", [](ShareFacts& f) { f.sector_matches = Answer::kYes; },
       [](ShareFacts& f) { f.sector_matches = Answer::kNo; },
       [](ShareFacts& f) { f.sector_matches = Answer::kUnknown; }},
      {"topic is intel.report/*/labour", [](ShareFacts& f) { f.topic = "intel.report/a/labour"; },
       [](ShareFacts& f) { f.topic = ""; }, [](ShareFacts& f) { f.topic.reset(); }},
  };
  return kRows;
}

ShareFacts facts_with(const Change& change) {
  ShareFacts facts = referral();
  facts.sections = {model::Section::kNeeds};
  change(facts);
  return facts;
}

bool shared(const PolicySet& set, const Change& change) {
  return decide(set, facts_with(change)).shared();
}

const std::string kConditionsHead = std::string(kAgreement);
const std::string kAll = "permit all hfj to share * * with anyone for any purpose\n";

TEST(ConditionTest, APermitNeedsAYes) {
  for (const Row& row : rows()) {
    const PolicySet set =
        set_of({kConditionsHead + "permit p hfj to share * * with anyone for any purpose when " +
                row.condition});

    EXPECT_TRUE(shared(set, row.yes)) << row.condition;
    EXPECT_FALSE(shared(set, row.no)) << row.condition;
    EXPECT_FALSE(shared(set, row.unknown)) << row.condition;
  }
}

TEST(ConditionTest, NegationDoesNotOpenTheUnknown) {
  for (const Row& row : rows()) {
    const PolicySet set =
        set_of({kConditionsHead +
                "permit p hfj to share * * with anyone for any purpose when not " + row.condition});

    EXPECT_FALSE(shared(set, row.yes)) << row.condition;
    EXPECT_TRUE(shared(set, row.no)) << row.condition;
    EXPECT_FALSE(shared(set, row.unknown)) << row.condition;
  }
}

TEST(ConditionTest, AForbidAppliesUnlessItIsKnownNotTo) {
  for (const Row& row : rows()) {
    const PolicySet when =
        set_of({kConditionsHead + kAll + "forbid f anyone to share * * with anyone when " +
                row.condition});
    const PolicySet unless =
        set_of({kConditionsHead + kAll + "forbid f anyone to share * * with anyone unless " +
                row.condition});

    EXPECT_FALSE(shared(when, row.yes)) << row.condition;
    EXPECT_TRUE(shared(when, row.no)) << row.condition;
    EXPECT_FALSE(shared(when, row.unknown)) << row.condition;
    EXPECT_TRUE(shared(unless, row.yes)) << row.condition;
    EXPECT_FALSE(shared(unless, row.no)) << row.condition;
    EXPECT_FALSE(shared(unless, row.unknown)) << row.condition;
  }
}

TEST(ConditionTest, WhatSettlesTheMatterIsNotHinderedByTheUnknown) {
  const Change yes_and_unknown = [](ShareFacts& f) {
    f.override_recorded = Answer::kYes;
    f.area_matches = Answer::kUnknown;
  };
  const Change no_and_unknown = [](ShareFacts& f) {
    f.override_recorded = Answer::kNo;
    f.area_matches = Answer::kUnknown;
  };
  const std::string permit = "permit p hfj to share * * with anyone for any purpose when ";
  const auto either = set_of({kConditionsHead + permit + "override or area matches"});
  const auto both = set_of({kConditionsHead + permit + "override and area matches"});
  const auto not_both = set_of({kConditionsHead + permit + "not (override and area matches)"});

  EXPECT_TRUE(shared(either, yes_and_unknown));
  EXPECT_FALSE(shared(either, no_and_unknown));
  EXPECT_FALSE(shared(both, yes_and_unknown));
  EXPECT_TRUE(shared(not_both, no_and_unknown));
  EXPECT_FALSE(shared(not_both, yes_and_unknown));
}

TEST(ConditionTest, TopicPatternsMatchWholePartsOnly) {
  const struct {
    const char* pattern;
    const char* topic;
    bool matches;
  } table[] = {
      {"intel.report/northvale/labour", "intel.report/northvale/labour", true},
      {"intel.report/*/labour", "intel.report/northvale/labour", true},
      {"*/*/*", "intel.report/northvale/labour", true},
      {"intel.report/*", "intel.report/northvale/labour", false},
      {"*", "intel.report/northvale/labour", false},
      {"intel.report/*/labour", "intel.report/northvale", false},
      {"intel.report/*/labour", "intel.report//labour", false},
      {"intel.report/north/labour", "intel.report/northvale/labour", false},
      {"*", "", false},
  };
  for (const auto& row : table) {
    const PolicySet set = set_of(
        {kConditionsHead + "permit p hfj to share * * with anyone for any purpose when topic is " +
         row.pattern});
    EXPECT_EQ(shared(set, [&](ShareFacts& f) { f.topic = row.topic; }), row.matches)
        << row.pattern << " " << row.topic;
  }
}

}  // namespace
}  // namespace gateway::policy
