#include "gateway/rules/rules.h"

#include "tests/unit/rules/rules_fixture.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using model::ConsentPurpose;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::at;
using tests::consent_of;
using tests::context_at;
using tests::example_json;
using tests::Json;
using tests::told;

constexpr auto kReferral = "aftercare_referral/01_kestrel.json";
constexpr auto kReferralConsent = "d4ea480a-6455-5be1-922e-dd89d7c3ab01";

TEST(Consent, MissingWhenNoneIsNamedKnownOrCovers) {
  const std::vector<std::string> missing{"CONSENT_MISSING /envelope/legal/consentRefs"};
  Json json = example_json(kReferral);
  json["envelope"]["legal"]["consentRefs"] = Json::array();
  EXPECT_EQ(told(json), missing);

  RuleContext context = context_at(at("2026-01-17T20:00:00Z"));
  context.consents.clear();
  EXPECT_EQ(told(example_json(kReferral), &context), missing);

  context = context_at(at("2026-01-17T20:00:00Z"));
  std::erase(consent_of(context, kReferralConsent).grant.purposes, ConsentPurpose::kCarePlacement);
  EXPECT_EQ(told(example_json(kReferral), &context), missing);
}

TEST(Consent, GivenAfterTheSharingIsNone) {
  const RuleContext context = context_at(at("2026-01-17T19:29:59Z"));
  EXPECT_THAT(told(example_json(kReferral), &context),
              ElementsAre("CONSENT_MISSING /envelope/legal/consentRefs"));
}

TEST(Consent, EndsAtTheInstantItExpires) {
  RuleContext context = context_at(at("2027-01-16T23:59:59Z"));
  EXPECT_THAT(told(example_json(kReferral), &context), IsEmpty());
  context.now = at("2027-01-17T00:00:00Z");
  EXPECT_THAT(told(example_json(kReferral), &context),
              ElementsAre("CONSENT_EXPIRED /envelope/legal/consentRefs"));
}

TEST(Consent, EndsWithItsWithdrawalForThatPurposeOnly) {
  RuleContext context = context_at(at("2026-01-17T20:00:00Z"));
  auto& withdrawn = consent_of(context, kReferralConsent).withdrawn;
  withdrawn[ConsentPurpose::kFollowUp] = at("2026-01-17T19:45:00Z");
  EXPECT_THAT(told(example_json(kReferral), &context), IsEmpty());
  withdrawn[ConsentPurpose::kCarePlacement] = at("2026-01-17T20:00:01Z");
  EXPECT_THAT(told(example_json(kReferral), &context), IsEmpty()) << "it ends in the future";
  withdrawn[ConsentPurpose::kCarePlacement] = at("2026-01-17T20:00:00Z");
  EXPECT_THAT(told(example_json(kReferral), &context),
              ElementsAre("CONSENT_WITHDRAWN /envelope/legal/consentRefs"));
}

TEST(Consent, MustNameEveryRecipient) {
  Json json = example_json(kReferral);
  json["envelope"]["recipients"].push_back(
      {{"partner", "stillwater-refuge"}, {"role", "SAFEHOUSE"}});
  EXPECT_THAT(told(json), ElementsAre("RECIPIENT_NOT_NAMED /envelope/legal/consentRefs"));
}

TEST(Consent, TheNearestOfSeveralDecidesWhatIsTold) {
  Json json = example_json(kReferral);
  json["envelope"]["legal"]["consentRefs"].push_back("c93556d7-0e0e-5bdb-bb71-2fef4faf6ed1");
  RuleContext context = context_at(at("2026-02-17T20:00:00Z"));
  EXPECT_THAT(told(json, &context), IsEmpty());
  consent_of(context, kReferralConsent).grant.expires = context.now;
  consent_of(context, "c93556d7-0e0e-5bdb-bb71-2fef4faf6ed1").grant.recipients.clear();
  EXPECT_THAT(told(json, &context), ElementsAre("RECIPIENT_NOT_NAMED /envelope/legal/consentRefs"));
}

TEST(Consent, IsNotAskedForOnAnotherBasis) {
  Json json = example_json(kReferral);
  json["envelope"]["legal"]["consentRefs"] = Json::array();
  json["envelope"]["legal"]["art6"] = "6.1.d";
  EXPECT_THAT(told(json), IsEmpty());
}

TEST(Consent, IsNeverTheBasisForAChild) {
  Json json = example_json(kReferral);
  json["envelope"]["dataSubjects"][0]["adult"] = false;
  EXPECT_THAT(told(json), ElementsAre("CHILD_CONSENT_LOGIC /envelope/legal/art6"));
  json["envelope"]["legal"]["art6"] = "6.1.ea-safeguarding";
  json["envelope"]["legal"]["consentRefs"] = Json::array();
  EXPECT_THAT(told(json), IsEmpty()) << "a child's message is not blocked for want of consent";
}

Json overridden() {
  Json json = example_json(kReferral);
  json["envelope"]["legal"]["art6"] = "6.1.d";
  json["envelope"]["legal"]["override"] = {{"basis", "6.1.d"},
                                           {"decidedBy", "u-2001 (Duty manager)"},
                                           {"decidedAt", "2026-01-17T19:59:00Z"},
                                           {"reason", "Reasonable fear of serious harm"}};
  return json;
}

TEST(Override, ByANamedPersonIsSound) { EXPECT_THAT(told(overridden()), IsEmpty()); }

TEST(Override, NeedsAPersonATimeAGroundAndAReason) {
  for (const auto* const nobody : {"SYSTEM", "system", " System ", "auto", "The System", "n/a", "",
                                   "-", "12345", "Gateway."}) {
    Json json = overridden();
    json["envelope"]["legal"]["override"]["decidedBy"] = nobody;
    EXPECT_THAT(told(json), ElementsAre("OVERRIDE_NEEDS_NAMED_PERSON "
                                        "/envelope/legal/override/decidedBy"))
        << nobody;
  }
  for (const std::string part : {"basis", "decidedBy", "decidedAt", "reason"}) {
    const std::string expected = "OVERRIDE_NEEDS_NAMED_PERSON /envelope/legal/override/" + part;
    Json json = overridden();
    json["envelope"]["legal"]["override"][part] = nullptr;
    EXPECT_THAT(told(json), ElementsAre(expected));
    json["envelope"]["legal"]["override"].erase(part);
    EXPECT_THAT(told(json).front(), expected);
  }
}

TEST(Override, NamesAGroundOnWhichConsentMayBeOverridden) {
  Json json = overridden();
  for (const char* const ground : {"9.2.c/9.2.g-18", "6.1.ea-safeguarding + 9.2.g-18",
                                   "court order (6.1.c)", "9.2.a, 6.1.d"}) {
    json["envelope"]["legal"]["override"]["basis"] = ground;
    EXPECT_THAT(told(json), IsEmpty()) << ground;
  }
  for (const char* const ground : {"6.1.a", "our own interest", "6.1.f 9.2.a", "9.2.g", "n/a"}) {
    json["envelope"]["legal"]["override"]["basis"] = ground;
    EXPECT_THAT(told(json),
                ElementsAre("OVERRIDE_NEEDS_NAMED_PERSON /envelope/legal/override/basis"))
        << ground;
  }
}

TEST(Override, IsDecidedWithinADayBefore) {
  Json json = overridden();
  json["envelope"]["legal"]["override"]["decidedAt"] = "2026-01-16T20:00:00Z";
  EXPECT_THAT(told(json), IsEmpty());
  json["envelope"]["legal"]["override"]["decidedAt"] = "2026-01-16T19:59:59Z";
  EXPECT_THAT(told(json),
              ElementsAre("OVERRIDE_NEEDS_NAMED_PERSON /envelope/legal/override/decidedAt"));
}

TEST(Override, IsDecidedBeforeTheMessageIsMade) {
  Json json = overridden();
  json["envelope"]["legal"]["override"]["decidedAt"] = "2026-01-17T20:00:01Z";
  EXPECT_THAT(told(json), ElementsAre("OVERRIDE_NEEDS_NAMED_PERSON "
                                      "/envelope/legal/override/decidedAt"));
}

}  // namespace
}  // namespace gateway::rules
