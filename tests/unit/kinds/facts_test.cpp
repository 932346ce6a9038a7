#include "gateway/kinds/facts.h"

#include "tests/unit/kinds/example_messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::ConsentPurpose;
using model::Role;
using ::testing::ElementsAre;
using tests::example;

Recipient recipient(std::string_view partner, Role role) {
  return {*model::PartnerName::parse(partner), role};
}

TEST(Facts, OfACasePaper) {
  const Facts facts = facts_of(example("aftercare_referral/01_kestrel.json").content());
  EXPECT_TRUE(facts.identifiable);
  EXPECT_TRUE(facts.carries_reference);
  EXPECT_TRUE(facts.conditions_present);
  EXPECT_FALSE(facts.subject_is_child);
  EXPECT_FALSE(facts.override_present);
  EXPECT_FALSE(facts.sanitised);
}

TEST(Facts, OfIntelligence) {
  const Facts adult = facts_of(example("intel_report/07_teal.json").content());
  EXPECT_TRUE(adult.sanitised);
  EXPECT_TRUE(adult.identifiable) << "it names a suspect";
  EXPECT_FALSE(adult.carries_reference);
  EXPECT_FALSE(adult.conditions_present);
  EXPECT_TRUE(facts_of(example("intel_report/03_siskin.json").content()).subject_is_child);
  EXPECT_FALSE(facts_of(example("intel_ack/01_kestrel.json").content()).identifiable);
}

TEST(Facts, ASanitisationByOnePersonIsNone) {
  auto json = tests::example_json("intel_report/07_teal.json");
  json["body"]["sanitisation"]["secondChecker"] = json["body"]["sanitisation"]["by"];
  EXPECT_FALSE(facts_of(tests::message_of(json.dump()).content()).sanitised);
}

TEST(ConsentGrant, IsReadFromTheRecord) {
  const auto grant = consent_grant_of(example("consent_record/03_heron.json").content());
  ASSERT_TRUE(grant.has_value());
  EXPECT_EQ(grant->id, "c93556d7-0e0e-5bdb-bb71-2fef4faf6ed1");
  EXPECT_TRUE(grant->covers(ConsentPurpose::kCarePlacement));
  EXPECT_FALSE(grant->covers(ConsentPurpose::kPoliceIdentity));
  EXPECT_THAT(grant->excluded,
              ElementsAre(ConsentPurpose::kPoliceIdentity, ConsentPurpose::kPoliceAccount));
  EXPECT_EQ(base::to_text(grant->given), "2026-01-25T21:10:00Z");
  EXPECT_EQ(grant->expires, std::nullopt);
  const auto limited = consent_grant_of(example("consent_record/01_kestrel.json").content());
  EXPECT_EQ(base::to_text(*limited->expires), "2027-01-17T00:00:00Z");
}

TEST(ConsentGrant, NamesPartnersUnitsAndRoles) {
  auto json = tests::example_json("consent_record/01_kestrel.json");
  json["body"]["namedRecipients"] = {"msvcc-prime", "hfj/legal", "pol-northvale:POL_OIC"};
  const auto grant = consent_grant_of(tests::message_of(json.dump()).content());
  ASSERT_TRUE(grant.has_value());
  EXPECT_TRUE(grant->names(recipient("msvcc-prime", Role::kMsvcc), std::nullopt));
  EXPECT_TRUE(grant->names(recipient("msvcc-prime", Role::kSafehouse), "main"));
  EXPECT_TRUE(grant->names(recipient("hfj", Role::kHfjLegal), "legal"));
  EXPECT_FALSE(grant->names(recipient("hfj", Role::kHfjCamp), "campaigns"));
  EXPECT_FALSE(grant->names(recipient("hfj", Role::kHfjLegal), std::nullopt));
  EXPECT_TRUE(grant->names(recipient("pol-northvale", Role::kPolOic), "oic"));
  EXPECT_FALSE(grant->names(recipient("pol-northvale", Role::kPolInt), "intel"));
  EXPECT_FALSE(grant->names(recipient("stillwater-refuge", Role::kSafehouse), std::nullopt));
}

TEST(ConsentGrant, WhatIsExcludedIsNotGranted) {
  auto json = tests::example_json("consent_record/01_kestrel.json");
  json["body"]["excluded"] = {"CARE_PLACEMENT"};
  const auto grant = consent_grant_of(tests::message_of(json.dump()).content());
  EXPECT_FALSE(grant->covers(ConsentPurpose::kCarePlacement));
}

TEST(ConsentGrant, OnlyAWholeConsentRecordGrants) {
  EXPECT_FALSE(consent_grant_of(example("intel_ack/01_kestrel.json").content()).has_value());
  const Value nothing{Value::Object()};
  EXPECT_FALSE(consent_grant_of({model::Kind::kConsentRecord, nothing}).has_value());
}

}  // namespace
}  // namespace gateway::kinds
