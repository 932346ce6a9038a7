#include "gateway/rules/rules.h"

#include "tests/unit/rules/rules_fixture.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using tests::at;
using tests::context_at;
using tests::example_json;
using tests::Json;
using tests::told;
using Pointer = tests::Json::json_pointer;

constexpr auto kTextReferral = "aftercare_referral/01_kestrel.json";
constexpr auto kTextReport = "intel_report/02_heron.json";

TEST(Addresses, DoNotStandInAnAnswerOrAReferral) {
  for (const auto& [file, place] : std::vector<std::pair<std::string, std::string>>{
           {"aftercare_response/05_merlin.json", "/body/conditions/0"},
           {"aftercare_referral/01_kestrel.json", "/body/needs/digital"},
           {"aftercare_referral/01_kestrel.json", "/body/risk/fromExploiters"},
           {"consent_record/03_heron.json", "/body/notes"}}) {
    for (const auto* const text : {"Come to 12 Placeholder Street", "house is at ZZ98 4DD",
                                   "Flat 3, 14a Mock Hill Road, ask for Ann", "zz984dd"}) {
      Json json = example_json(file);
      json[Pointer(place)] = text;
      EXPECT_THAT(told(json), ElementsAre("ADDRESS_LEAK " + place)) << text;
    }
  }
}

TEST(Addresses, WhereThePersonIsMetMayBeOne) {
  Json json = example_json(kTextReferral);
  json["body"]["pickUp"] = "12 Placeholder Street";
  EXPECT_THAT(told(json), IsEmpty());
}

TEST(Addresses, OfShelterAreNeverInIntelligence) {
  Json json = example_json(kTextReport);
  json["body"]["items"][0]["text"] = "She now lives in the safe house at 12 Placeholder Street.";
  EXPECT_THAT(told(json), UnorderedElementsAre("ADDRESS_LEAK /body/items/0/text",
                                               "VICTIM_IDENTITY_NO_BASIS /body/items/0/text"))
      << "a street nobody listed looks like a name as well";
  json["body"]["items"][0]["text"] = "Women are kept at 12 Placeholder lane.";
  EXPECT_THAT(told(json), IsEmpty()) << "premises of exploitation may be named";
}

TEST(Addresses, TheUnitProtectsAreFoundAnywhere) {
  RuleContext context = context_at(at("2026-01-22T14:00:00Z"));
  context.protected_addresses = {"Harbour View, Mock Quay"};
  Json json = example_json(kTextReport);
  json["body"]["riskAssessment"]["adviceToRecipient"] = "not near HARBOUR VIEW (Mock Quay)";
  EXPECT_THAT(told(json, &context), Not(IsEmpty()));
}

}  // namespace
}  // namespace gateway::rules
