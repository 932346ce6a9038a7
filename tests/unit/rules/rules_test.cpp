#include "gateway/rules/rules.h"

#include "gateway/kinds/field_map.h"
#include "gateway/kinds/sections.h"

#include "tests/unit/kinds/example_messages.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using kinds::Violations;
using model::ConsentPurpose;
using model::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using tests::example_json;
using tests::Json;
using Pointer = Json::json_pointer;

base::Time at(std::string_view time) { return *base::parse_time(time); }

/// The consents of all storylines, as the NGO knows them.
std::vector<KnownConsent> read_consents() {
  std::vector<KnownConsent> consents;
  for (const auto& file : tests::example_files()) {
    if (file.parent_path().filename() != "consent_record") continue;
    const kinds::Message message = tests::message_of(tests::read_file(file));
    consents.push_back({*kinds::consent_grant_of(message.content()), {}});
  }
  return consents;
}

const std::vector<KnownConsent>& all_consents() {
  static const auto kConsents = read_consents();
  return kConsents;
}

RuleContext context_at(base::Time now) {
  RuleContext context;
  context.now = now;
  context.consents = all_consents();
  context.controller = "hfj";
  return context;
}

/// "RULE at", of every violation, for a file shared when it was made.
std::vector<std::string> told(const std::string& text, const RuleContext* given = nullptr) {
  auto parsed = kinds::parse_json(text);
  const Json json = Json::parse(text);
  const Json& bare = json.contains("message") ? json["message"] : json;
  const RuleContext context =
      given != nullptr ? *given : context_at(at(bare["envelope"]["createdAt"].get<std::string>()));
  std::vector<std::string> lines;
  for (const auto& violation : examine(std::move(parsed), context).violations) {
    lines.push_back(std::string(describe(violation.rule).name) + " " + violation.at);
  }
  return lines;
}

std::vector<std::string> told(const Json& json, const RuleContext* given = nullptr) {
  return told(json.dump(), given);
}

TEST(Rules, EveryValidExamplePasses) {
  for (const auto& file : tests::example_files()) {
    EXPECT_THAT(told(tests::read_file(file)), IsEmpty()) << file;
  }
}

TEST(Rules, EveryMustRejectVectorFailsByTheRuleItNames) {
  std::size_t vectors = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::project_data() / "examples/invalid")) {
    const std::string text = tests::read_file(entry.path());
    const auto lines = told(text);
    const std::string expected = Json::parse(text)["expect"]["rule"];
    ASSERT_THAT(lines, Not(IsEmpty())) << entry.path();
    EXPECT_EQ(lines.front().substr(0, lines.front().find(' ')), expected) << entry.path();
    ++vectors;
  }
  EXPECT_EQ(vectors, 6U);
}

TEST(Rules, AreNumberedInTheOrderOfTheCustomersTable) {
  const std::string table = tests::read_file(tests::project_data() / "rules.csv");
  std::size_t last = 0;
  for (unsigned number = 2001; number <= 2030; ++number) {
    const auto& text = describe(static_cast<model::Refusal>(number));
    const std::size_t row = table.find("\n" + std::string(text.name) + ",");
    ASSERT_NE(row, std::string::npos) << text.name;
    EXPECT_GE(row, last) << text.name;
    last = row;
  }
}

TEST(Rules, AllViolationsAreReportedAndTheFirstOfTheTableLeads) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["envelope"]["marking"]["gsc"] = "SECRET";
  json["envelope"]["caseRef"] = "HFJX-26-0101";
  json["envelope"]["sharing"]["conditions"] = Json::array();
  json["body"]["items"][0].erase("assessment");
  json["body"]["items"][1]["sourceEval"] = "3";
  json["body"]["unknown"] = 1;
  EXPECT_THAT(
      told(json),
      ElementsAre("CLASSIFICATION_TOO_HIGH /envelope/marking/gsc",
                  "CONDITIONS_REQUIRED /envelope/sharing/conditions",
                  "LINKABILITY /envelope/caseRef", "RATIONALE_REQUIRED /body/items/1/rationale",
                  "ITEM_GRADING_REQUIRED /body/items/0/assessment", "MALFORMED /body/unknown"));
}

TEST(Rules, NothingAFileSaysIsRepeatedInAViolation) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["body"]["items"][0]["text"] = "Sekretna Osobowska, nurse at the clinic on 19 January";
  auto parsed = kinds::parse_json(json.dump());
  const auto verdict = examine(std::move(parsed), context_at(at("2026-01-15T09:30:00Z")));
  EXPECT_EQ(verdict.violations.size(), 2U);
  EXPECT_FALSE(verdict.message.has_value());
  for (const auto& violation : verdict.violations) {
    EXPECT_THAT(violation.at + violation.why, Not(HasSubstr("Sekretna")));
    EXPECT_TRUE(violation.span.has_value());
  }
}

TEST(Rules, AKindWithoutSchemaIsUnsupportedAndStillNamesItsRecipients) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["envelope"]["kind"] = "bulletin.trend";
  const auto verdict =
      examine(kinds::parse_json(json.dump()), context_at(at("2026-01-15T09:30:00Z")));
  EXPECT_TRUE(verdict.unsupported);
  EXPECT_FALSE(verdict.message.has_value());
  EXPECT_EQ(verdict.envelope->recipients.size(), 2U);
}

// --- consent -----------------------------------------------------------------------------------

constexpr auto kReferral = "aftercare_referral/01_kestrel.json";
constexpr auto kReferralConsent = "d4ea480a-6455-5be1-922e-dd89d7c3ab01";

KnownConsent& consent_of(RuleContext& context, std::string_view id) {
  return *std::ranges::find(context.consents, id,
                            [](const KnownConsent& known) { return known.grant.id; });
}

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

// --- override ----------------------------------------------------------------------------------

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

TEST(Override, IsDecidedBeforeTheMessageIsMade) {
  Json json = overridden();
  json["envelope"]["legal"]["override"]["decidedAt"] = "2026-01-17T20:00:01Z";
  EXPECT_THAT(told(json), ElementsAre("OVERRIDE_NEEDS_NAMED_PERSON "
                                      "/envelope/legal/override/decidedAt"));
}

// --- roles, marking, handling ------------------------------------------------------------------

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

// --- intelligence ------------------------------------------------------------------------------

constexpr auto kReport = "intel_report/02_heron.json";

TEST(Intelligence, CarriesNothingThatJoinsItToACase) {
  for (const auto* const at : {"/envelope/caseRef", "/envelope/subjectPseudonym"}) {
    Json json = example_json(kReport);
    json[Pointer(at)] = "HERON";
    EXPECT_THAT(told(json), ElementsAre(std::string("LINKABILITY ") + at));
  }
  Json json = example_json(kReport);
  json["envelope"]["inReplyTo"] = "cd1d94d6-69df-53c2-81a2-7f8ccd55110b";
  EXPECT_THAT(told(json), ElementsAre("LINKABILITY /envelope/inReplyTo"));
}

TEST(Intelligence, CarriesNoIdentifierInsideATextEither) {
  Json json = example_json(kReport);
  json["body"]["items"][0]["provenance"] = "See tip CD1D94D6-69DF-53C2-81A2-7F8CCD55110B.";
  EXPECT_THAT(told(json), ElementsAre("LINKABILITY /body/items/0/provenance"));
  json = example_json(kReport);
  json["body"]["items"][0]["provenance"] = "See hfjx-26-0102/AC1, Heron.";
  RuleContext context = context_at(at("2026-01-22T14:00:00Z"));
  EXPECT_THAT(told(json, &context), IsEmpty());
  context.known_identifiers = {"HFJX-26-0102", "HERON"};
  EXPECT_THAT(told(json, &context), ElementsAre("LINKABILITY /body/items/0/provenance",
                                                "LINKABILITY /body/items/0/provenance"));
}

TEST(Intelligence, AnswersMayReferToWhatTheyAnswer) {
  EXPECT_THAT(told(example_json("intel_ack/02_heron.json")), IsEmpty());
}

TEST(Intelligence, NamesNobodyWhoIsNoSubjectOfTheReport) {
  for (const auto* const text :
       {"Dritë Shembulli is moved between flats.", "The woman is called DRITË SHEMBULLI.",
        "Seen with Văn Mẫu.", "D. Shembulli was seen.", "Drite\u0301 Shem\u00adbulli was seen.",
        "Dritë\nShembulli", "Ask June Voorbeeld.", "Дмитро Приклад is kept there.",
        "A friend, Ligaya  Halimbawa-Test, lives there"}) {
    Json json = example_json(kReport);
    json["body"]["items"][0]["text"] = text;
    EXPECT_THAT(told(json), ElementsAre("VICTIM_IDENTITY_NO_BASIS /body/items/0/text")) << text;
  }
}

TEST(Intelligence, MayNameSubjectsPlacesVehiclesAndAreas) {
  for (const auto* const text :
       {"Arbër Trillimi collects money in Eastmere.", "ARBI TRILLIMI collects money.",
        "In January Eastmere Police saw the van.", "The Home Office and West Midlands Police know.",
        "On Monday Polish and Romanian women were moved.", "Marek collects; Ana cooks."}) {
    Json json = example_json(kReport);
    json["body"]["items"][0]["text"] = text;
    EXPECT_THAT(told(json), IsEmpty()) << text;
  }
}

TEST(Intelligence, NamesAVictimOnlyWithConsentOrOverrideAndSayingSo) {
  Json json = example_json(kReport);
  json["body"]["items"][0]["text"] = "Dritë Shembulli is moved between flats.";
  json["body"]["victimIdentity"]["included"] = true;
  EXPECT_THAT(told(json),
              UnorderedElementsAre("VICTIM_IDENTITY_NO_BASIS /body/items/0/text",
                                   "VICTIM_IDENTITY_NO_BASIS /body/victimIdentity/included"));
  json["envelope"]["legal"]["override"] = {{"basis", "9.2.g-18"},
                                           {"decidedBy", "u-2007 (Safeguarding Lead)"},
                                           {"decidedAt", "2026-01-22T13:00:00Z"},
                                           {"reason", "Risk to life"}};
  EXPECT_THAT(told(json), IsEmpty());
  json["envelope"]["legal"]["override"]["decidedBy"] = "SYSTEM";
  EXPECT_THAT(told(json).front(), "OVERRIDE_NEEDS_NAMED_PERSON /envelope/legal/override/decidedBy");
  EXPECT_EQ(told(json).size(), 3U) << "an unsound override is no basis";
  json["envelope"]["legal"]["override"] = nullptr;
  json["envelope"]["legal"]["consentRefs"] = {"c93556d7-0e0e-5bdb-bb71-2fef4faf6ed1"};
  RuleContext context = context_at(at("2026-02-22T14:00:00Z"));
  EXPECT_EQ(told(json, &context).size(), 2U) << "that consent excludes police";
  auto& grant = consent_of(context, "c93556d7-0e0e-5bdb-bb71-2fef4faf6ed1").grant;
  grant.purposes.push_back(ConsentPurpose::kPoliceIdentity);
  grant.recipients.push_back({"pol-eastmere", std::nullopt, std::nullopt});
  EXPECT_THAT(told(json, &context), IsEmpty());
  json["body"]["victimIdentity"]["included"] = false;
  EXPECT_EQ(told(json, &context).size(), 1U) << "what it does not own up to has no basis";
}

TEST(Intelligence, AVictimAmongTheSubjectsIsNamedToo) {
  Json json = example_json(kReport);
  json["body"]["subjects"][0]["category"] = "VICTIM_OR_POSSIBLE_VICTIM";
  EXPECT_THAT(told(json), ElementsAre("VICTIM_IDENTITY_NO_BASIS /body/subjects/0"));
}

TEST(Intelligence, HoldsNoNameTheUnitProtects) {
  RuleContext context = context_at(at("2026-01-22T14:00:00Z"));
  context.protected_names = {"Dritë Shembulli", "Halimbawa"};
  for (const auto* const text : {"the woman (drite shembulli) is moved", "SHEMBULLI, Dritë",
                                 "a flat known to halimbawa's cousin"}) {
    Json json = example_json(kReport);
    json["body"]["riskAssessment"]["adviceToRecipient"] = text;
    EXPECT_THAT(told(json, &context),
                ElementsAre("VICTIM_IDENTITY_NO_BASIS /body/riskAssessment/adviceToRecipient"))
        << text;
  }
}

TEST(Intelligence, TellsNothingThatPointsAtItsSource) {
  const std::string in_text = "SOURCE_IDENTITY_IN_TEXT /body/items/0/text";
  for (const auto* const text : {"The outreach nurse at Eastmere clinic saw it on 19 January.",
                                 "Two nurses at the hospital saw it on 19/01/2026.",
                                 "A social worker in Eastmere was told on 2026-01-19.",
                                 "Told to the school's HEADTEACHER on January 19th.",
                                 "The priest of the parish heard it on the 19th of january."}) {
    Json json = example_json(kReport);
    json["body"]["items"][0]["text"] = text;
    EXPECT_THAT(told(json), ElementsAre(in_text)) << text;
  }
  for (const auto* const text :
       {"A nurse saw it on 19 January.", "Seen at the clinic on 19 January.",
        "A nurse at the clinic saw it last week.",
        "A worker at the site was paid on 19 January."}) {
    Json json = example_json(kReport);
    json["body"]["items"][0]["provenance"] = "Told by the source.";
    json["body"]["items"][0]["text"] = text;
    EXPECT_THAT(told(json), IsEmpty()) << text;
  }
}

TEST(Intelligence, TextAndProvenanceOfOneItemAreReadTogether) {
  Json json = example_json(kReport);
  json["body"]["items"][0]["text"] = "Seen at the clinic on 19 January.";
  json["body"]["items"][0]["provenance"] = "Told by a nurse.";
  EXPECT_THAT(told(json), ElementsAre("SOURCE_IDENTITY_IN_TEXT /body/items/0/provenance"));
  json["body"]["items"][0]["provenance"] = "Told by the source.";
  json["body"]["items"][1]["provenance"] = "Told by a nurse.";
  EXPECT_THAT(told(json), IsEmpty()) << "they are in different items";
}

TEST(Intelligence, NeverIncludesTheSourceItself) {
  Json json = example_json(kReport);
  json["body"]["source"]["identityIncluded"] = true;
  json["body"]["source"]["sealedIdentity"] = "sealed:1";
  json["body"]["subjects"][0]["category"] = "INFORMANT";
  json["body"]["subjects"][0]["name"] = "Nurse";
  json["body"]["items"][1]["text"] = "A male collects money.";
  EXPECT_THAT(told(json), ElementsAre("SOURCE_IDENTITY_IN_TEXT /body/source/identityIncluded",
                                      "SOURCE_IDENTITY_IN_TEXT /body/source/sealedIdentity",
                                      "SOURCE_IDENTITY_IN_TEXT /body/subjects/0"));
}

TEST(Intelligence, GradesEveryItemAndSaysWhyItDoubts) {
  Json json = example_json(kReport);
  json["body"]["items"][0]["sourceEval"] = "3";
  json["body"]["items"][1]["assessment"] = "E";
  json["body"]["items"][1]["rationale"] = " ";
  EXPECT_THAT(told(json), ElementsAre("RATIONALE_REQUIRED /body/items/0/rationale",
                                      "RATIONALE_REQUIRED /body/items/1/rationale"));
  json["body"]["items"][0]["rationale"] = "Has a grudge.";
  json["body"]["items"][1]["rationale"] = "Was abroad at the time.";
  EXPECT_THAT(told(json), IsEmpty());
}

TEST(Intelligence, HoldsNoPrivilegedAdvice) {
  Json json = example_json(kReport);
  json["body"]["items"][0]["provenance"] = "From counsel’s advice of last week.";
  EXPECT_THAT(told(json), ElementsAre("PRIVILEGED_MATERIAL /body/items/0/provenance"));
}

// --- addresses ---------------------------------------------------------------------------------

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
  Json json = example_json(kReferral);
  json["body"]["pickUp"] = "12 Placeholder Street";
  EXPECT_THAT(told(json), IsEmpty());
}

TEST(Addresses, OfShelterAreNeverInIntelligence) {
  Json json = example_json(kReport);
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
  Json json = example_json(kReport);
  json["body"]["riskAssessment"]["adviceToRecipient"] = "not near HARBOUR VIEW (Mock Quay)";
  EXPECT_THAT(told(json, &context), Not(IsEmpty()));
}

// --- the recipient -----------------------------------------------------------------------------

kinds::Recipient reader(std::string_view partner, Role role) {
  return {*model::PartnerName::parse(partner), role};
}

TEST(Recipient, AcceptsEveryExampleInTheViewOfEveryAddressee) {
  for (const auto& file : tests::example_files()) {
    const kinds::Message message = tests::message_of(tests::read_file(file));
    for (const auto& recipient : message.envelope().recipients) {
      kinds::Sections sections = kinds::split(message);
      std::erase_if(sections, [&](const auto& section) {
        const auto level = kinds::section_cell(message.kind(), section.first, recipient.role).level;
        return level == kinds::Level::kNever || level == kinds::Level::kToken;
      });
      const auto merged = kinds::merge(message.kind(), sections, recipient);
      ASSERT_TRUE(std::holds_alternative<kinds::View>(merged)) << file;
      const auto found = check_for_recipient(std::get<kinds::View>(merged).content(), recipient,
                                             context_at(message.envelope().created));
      EXPECT_TRUE(found.empty()) << file << found.front().at;
    }
  }
}

TEST(Recipient, RefusesWhatItsRoleMayNeverSee) {
  const kinds::Message message = tests::example(kReport);
  const auto nca = reader("nca-mshtu", Role::kNca);
  const auto merged = kinds::merge(message.kind(), kinds::split(message), nca);
  ASSERT_TRUE(std::holds_alternative<kinds::View>(merged));
  const auto found = check_for_recipient(std::get<kinds::View>(merged).content(), nca,
                                         context_at(message.envelope().created));
  ASSERT_FALSE(found.empty());
  for (const auto& violation : found) {
    EXPECT_EQ(violation.rule, model::Refusal::kFieldForbidden) << violation.at;
  }
}

TEST(Recipient, ChecksContentAgainBecauseTheSenderMayNotHave) {
  Json json = example_json(kReport);
  json["body"]["items"][0]["text"] =
      "The nurse at Eastmere clinic saw Dritë Shembulli on 19 January.";
  const kinds::Message message = tests::message_of(json.dump());
  const auto found = check_for_recipient(message.content(), reader("pol-eastmere", Role::kPolInt),
                                         context_at(message.envelope().created));
  ASSERT_GE(found.size(), 2U);
  EXPECT_EQ(found[0].rule, model::Refusal::kSourceIdentityInText);
  EXPECT_EQ(found[1].rule, model::Refusal::kVictimIdentityNoBasis);
}

}  // namespace
}  // namespace gateway::rules
