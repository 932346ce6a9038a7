#include "gateway/rules/rules.h"

#include "tests/unit/rules/rules_fixture.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using model::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::at;
using tests::context_at;
using tests::example_json;
using tests::Json;
using tests::told;

TEST(Roles, OnlyThoseThatMayReceiveTheKindAreAddressed) {
  Json json = example_json("tip_intake/01_kestrel.json");
  for (const auto& role : model::kRoleTexts) {
    json["envelope"]["recipients"][0]["role"] = std::string(role.text);
    const bool allowed = role.value == Role::kHfjInv;
    EXPECT_EQ(told(json).empty(), allowed) << role.text;
  }
}

TEST(Roles, OnlyThoseThatMaySendTheKindSendIt) {
  RuleContext context = context_at(at("2026-01-15T09:30:00Z"));
  const Json json = example_json("intel_report/01_kestrel.json");
  context.sender_roles = {{Role::kHfjInv, Role::kHfjCare}};
  EXPECT_THAT(told(json, &context), IsEmpty());
  context.sender_roles = {{Role::kPolInt}};
  EXPECT_THAT(told(json, &context), ElementsAre("ROLE_NOT_PERMITTED /envelope/sender"));
  context.sender_roles = std::vector<Role>();
  EXPECT_THAT(told(json, &context), ElementsAre("ROLE_NOT_PERMITTED /envelope/sender"));
}

TEST(Marking, CasePapersAreOfficialSensitiveAtLeast) {
  for (const auto* const file : {"aftercare_response/01_kestrel.json", "tip_intake/03_siskin.json",
                                 "consent_record/01_kestrel.json", "intel_report/07_teal.json"}) {
    Json json = example_json(file);
    json["envelope"]["marking"]["gsc"] = "OFFICIAL";
    EXPECT_THAT(told(json), ElementsAre("MARKING_TOO_LOW /envelope/marking/gsc")) << file;
  }
  Json ack = example_json("intel_ack/01_kestrel.json");
  ack["envelope"]["marking"]["gsc"] = "OFFICIAL";
  ack["body"]["contactForQueries"] = "intel-desk@pol-northvale.example";
  EXPECT_THAT(told(ack), IsEmpty()) << "an acknowledgement names nobody";
}

TEST(Marking, SecretAndAboveAreRefusedInEveryKind) {
  for (const auto& file : tests::example_files()) {
    for (const auto* const marking : {"SECRET", "TOP SECRET"}) {
      Json json = Json::parse(tests::read_file(file));
      json["envelope"]["marking"]["gsc"] = marking;
      EXPECT_THAT(told(json), ElementsAre("CLASSIFICATION_TOO_HIGH /envelope/marking/gsc"));
    }
  }
}

TEST(Handling, CodeCNeedsItsConditionsInWriting) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["envelope"]["sharing"]["conditions"] = {" ", "-"};
  json["body"]["proposedHandling"]["conditions"] = Json::array();
  EXPECT_THAT(told(json), ElementsAre("CONDITIONS_REQUIRED /envelope/sharing/conditions",
                                      "CONDITIONS_REQUIRED /body/proposedHandling/conditions"));
}

}  // namespace
}  // namespace gateway::rules
