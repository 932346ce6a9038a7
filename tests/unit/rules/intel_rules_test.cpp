#include "gateway/rules/rules.h"

#include "tests/unit/rules/rules_fixture.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using model::ConsentPurpose;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using tests::at;
using tests::consent_of;
using tests::context_at;
using tests::example_json;
using tests::Json;
using tests::told;
using Pointer = tests::Json::json_pointer;

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

}  // namespace
}  // namespace gateway::rules
