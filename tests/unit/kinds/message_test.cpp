#include "gateway/kinds/message.h"

#include "gateway/kinds/field_map.h"

#include "tests/unit/kinds/example_messages.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::Refusal;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using tests::example_json;
using tests::Json;
using tests::rejection_of;
using Pointer = Json::json_pointer;

/// "RULE at", of every violation.
std::vector<std::string> told(const Rejection& rejection) {
  std::vector<std::string> lines;
  for (const Violation& violation : rejection.violations) {
    lines.push_back(std::string(describe(violation.rule).name) + " " + violation.at);
  }
  return lines;
}

std::vector<std::string> faults_of(const Json& json) { return told(rejection_of(json.dump())); }

TEST(Message, HasFortyEightExamples) { EXPECT_EQ(tests::example_files().size(), 48U); }

TEST(Message, ComesBackFromEveryExampleByteForByte) {
  for (const auto& file : tests::example_files()) {
    const std::string text = tests::read_file(file);
    const Message message = tests::message_of(text);
    EXPECT_EQ(Json::parse(to_json(message)), Json::parse(text)) << file;
    // The examples are indented by one, as we write.
    EXPECT_EQ(to_json(message), Json::parse(text).dump(1)) << file;
  }
}

TEST(Message, IsTakenFromAWrappedVectorToo) {
  const Json bare = example_json("intel_ack/01_kestrel.json");
  const Json wrapped = {{"expect", {{"accept", true}}}, {"message", bare}};
  EXPECT_EQ(Json::parse(to_json(tests::message_of(wrapped.dump()))), bare);
}

TEST(Message, GivesItsEnvelopeTyped) {
  const Message message = tests::example("aftercare_referral/02_heron.json");
  const Interchange& envelope = message.envelope();
  EXPECT_EQ(message.kind(), model::Kind::kAftercareReferral);
  EXPECT_EQ(to_text(envelope.message_id), "247e7811-7f07-576a-956b-a04c9e6f9559");
  EXPECT_EQ(base::to_text(envelope.created), "2026-01-25T21:30:00Z");
  EXPECT_EQ(envelope.sender.partner.text(), "hfj");
  EXPECT_EQ(envelope.sender.unit->text(), "aftercare");
  ASSERT_EQ(envelope.recipients.size(), 1U);
  EXPECT_EQ(envelope.recipients[0].partner.text(), "msvcc-prime");
  EXPECT_EQ(envelope.recipients[0].role, model::Role::kMsvcc);
  EXPECT_EQ(envelope.case_ref, "HFJX-26-0102");
  EXPECT_EQ(envelope.pseudonym, "HERON");
  EXPECT_EQ(envelope.in_reply_to, std::nullopt);
  EXPECT_EQ(envelope.urgency, model::Urgency::kPriority);
  EXPECT_EQ(envelope.marking, model::Marking::kOfficialSensitive);
  EXPECT_EQ(envelope.handling, model::HandlingCode::kConditions);
  EXPECT_EQ(envelope.conditions.size(), 1U);
  EXPECT_EQ(envelope.legal.purpose, model::Purpose::kVictimSupport);
  EXPECT_EQ(envelope.legal.article6, model::LegalBasis::kConsent);
  EXPECT_EQ(envelope.legal.article9, model::LegalBasis::kExplicitConsent);
  EXPECT_THAT(envelope.legal.consent_refs, ElementsAre("c93556d7-0e0e-5bdb-bb71-2fef4faf6ed1"));
  EXPECT_FALSE(envelope.legal.override_record.has_value());
  ASSERT_EQ(envelope.subjects.size(), 1U);
  EXPECT_EQ(envelope.subjects[0].category, SubjectCategory::kVictim);
  EXPECT_TRUE(envelope.subjects[0].adult);
  EXPECT_EQ(envelope.retention.klass, "R3");
  EXPECT_TRUE(envelope.synthetic);
}

TEST(Message, RefusesWhatIsNotStrictJson) {
  const std::string good = example_json("intel_ack/01_kestrel.json").dump();
  EXPECT_THAT(told(rejection_of("")), ElementsAre("MALFORMED "));
  EXPECT_THAT(told(rejection_of(good + " x")), ElementsAre("MALFORMED "));
  EXPECT_THAT(told(rejection_of(good.substr(0, good.size() / 2))).size(), 1U);
  EXPECT_THAT(told(rejection_of("[]")), ElementsAre("MALFORMED /envelope/kind"));
  EXPECT_THAT(told(rejection_of("null")), ElementsAre("MALFORMED /envelope/kind"));
  EXPECT_THAT(told(rejection_of(R"({"envelope":{"kind":"tip.other"}})")),
              ElementsAre("MALFORMED /envelope/kind"));
}

TEST(Message, RefusesDoubledKeysAtAnyDepth) {
  std::string text = example_json("tip_intake/01_kestrel.json").dump();
  const std::string again = R"("where":"elsewhere","where":)";
  text.replace(text.find(R"("where":)"), std::string_view(R"("where":)").size(), again);
  EXPECT_THAT(told(rejection_of(text)), ElementsAre("MALFORMED /body/where"));
}

TEST(Message, RefusesDeepAndLargeAndCrowdedFiles) {
  EXPECT_THAT(told(rejection_of(std::string(100'000, '['))).size(), 1U);
  EXPECT_THAT(told(rejection_of(std::string(kMaxFileSize + 1, ' '))), ElementsAre("MALFORMED "));
  std::string crowded = "[0";
  for (int i = 0; i < 100'000; ++i) crowded += ",0";
  EXPECT_THAT(told(rejection_of(crowded + "]")).size(), 1U);
  Json many = example_json("tip_intake/01_kestrel.json");
  many["body"]["indicators"] = Json(std::vector<std::string>(1001, "x"));
  EXPECT_THAT(faults_of(many), ElementsAre("MALFORMED /body/indicators"));
}

TEST(Message, RefusesBadUtf8AndNul) {
  std::string text = example_json("tip_intake/01_kestrel.json").dump();
  text.replace(text.find("Food bank"), 4, "F\xc3\x28x");
  EXPECT_EQ(rejection_of(text).violations.size(), 1U);
  Json json = example_json("tip_intake/01_kestrel.json");
  json["body"]["where"] = std::string("a\0b", 3);
  EXPECT_THAT(faults_of(json), ElementsAre("MALFORMED /body/where"));
}

TEST(Message, ReportsEveryFaultWithItsPlace) {
  Json json = example_json("aftercare_referral/01_kestrel.json");
  json["body"]["person"]["dob"] = "1988-02-30";
  json["body"]["needs"]["interpreter"] = "yes";
  json["body"]["needs"]["dependants"] = 1.5;
  json["body"]["pets"] = 2;
  json["body"]["service"].erase("outreach");
  json["envelope"]["createdAt"] = "2026-01-17 20:00";
  json["envelope"]["legal"]["consentRefs"][0] = "D4EA480A";
  EXPECT_THAT(
      faults_of(json),
      UnorderedElementsAre("MALFORMED /body/person/dob", "MALFORMED /body/needs/interpreter",
                           "MALFORMED /body/needs/dependants", "MALFORMED /body/pets",
                           "MALFORMED /body/service/outreach", "MALFORMED /envelope/createdAt",
                           "MALFORMED /envelope/legal/consentRefs/0"));
}

TEST(Message, NeverRepeatsWhatTheFileSays) {
  Json json = example_json("aftercare_referral/01_kestrel.json");
  json["body"]["person"]["dob"] = "Secretvalue";
  json["body"]["Tomasz Secretvalue"] = 1;
  json["envelope"]["urgency"] = "Secretvalue";
  const auto rejection = rejection_of(json.dump());
  EXPECT_EQ(rejection.violations.size(), 3U);
  for (const Violation& violation : rejection.violations) {
    EXPECT_THAT(violation.at + violation.why, Not(HasSubstr("Secretvalue")));
  }
}

TEST(Message, TellsNullFromMissing) {
  for (const auto& [at, rule] : std::vector<std::pair<std::string, std::string>>{
           {"/envelope/caseRef", "MALFORMED"}, {"/body/notes", "MALFORMED"}}) {
    Json json = example_json("consent_record/01_kestrel.json");
    json[Pointer(at)] = nullptr;
    EXPECT_EQ(Json::parse(to_json(tests::message_of(json.dump()))), json);
    json[Pointer(at).parent_pointer()].erase(Pointer(at).back());
    EXPECT_THAT(faults_of(json), ElementsAre(rule + " " + at));
  }
  Json json = example_json("intel_report/01_kestrel.json");
  json["body"]["subjects"][0]["aka"] = nullptr;
  EXPECT_THAT(faults_of(json), ElementsAre("MALFORMED /body/subjects/0/aka"));
}

TEST(Message, EveryRequiredPlaceIsMissedAndEveryWrongTypeIsSeen) {
  for (const auto& file : tests::example_files()) {
    if (file.filename() != "04_linnet.json" && file.filename() != "04_merlin.json") continue;
    const Json json = Json::parse(tests::read_file(file));
    const auto* const map = find_field_map(tests::message_of(json.dump()).kind());
    for (const auto& [at, value] : tests::places_of(json)) {
      Json without = json;
      const Pointer pointer(at);
      const bool in_list = pointer.back().find_first_not_of("0123456789") == std::string::npos;
      const kinds::Field* const field = find_field(*map, at);
      ASSERT_NE(field, nullptr) << at;
      if (!in_list && field->presence != Presence::kOptional && field->is_leaf()) {
        without[pointer.parent_pointer()].erase(pointer.back());
        EXPECT_FALSE(rejection_of(without.dump()).violations.empty()) << file << at;
      }
      Json wrong = json;
      if (!field->is_leaf()) continue;
      wrong[pointer] = Json::array({Json::object()});
      EXPECT_FALSE(rejection_of(wrong.dump()).violations.empty()) << at;
    }
  }
}

TEST(Message, RefusesTextsOverTheLimitInCharactersNotBytes) {
  Json json = example_json("tip_intake/01_kestrel.json");
  std::string text;
  for (std::size_t i = 0; i < kMaxTextLength; ++i) text += "\xc3\xa9";
  json["body"]["whatWasSeen"] = text;
  EXPECT_EQ(Json::parse(to_json(tests::message_of(json.dump()))), json);
  json["body"]["whatWasSeen"] = text + "x";
  EXPECT_THAT(faults_of(json), ElementsAre("FIELD_TOO_LONG /body/whatWasSeen"));
}

TEST(Message, GradesThatDoNotExistAreTheirOwnRefusal) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["body"]["items"][0]["sourceEval"] = "4";
  json["body"]["items"][1]["assessment"] = "F";
  json["envelope"]["sharing"]["handlingCode"] = "X";
  EXPECT_THAT(faults_of(json),
              UnorderedElementsAre("GRADE_INVALID /body/items/0/sourceEval",
                                   "GRADE_INVALID /body/items/1/assessment",
                                   "GRADE_INVALID /envelope/sharing/handlingCode"));
}

TEST(Message, FieldsKnownOnlyToBeRefusedHaveTheirOwnRule) {
  Json report = example_json("intel_report/01_kestrel.json");
  report["body"]["overallGrade"] = "2B";
  EXPECT_THAT(faults_of(report), ElementsAre("ITEM_GRADING_REQUIRED /body/overallGrade"));
  Json response = example_json("aftercare_response/01_kestrel.json");
  response["body"]["address"] = "1 Example Street";
  EXPECT_THAT(faults_of(response), ElementsAre("ADDRESS_LEAK /body/address"));
}

TEST(Message, ThePrimaryViolationComesFirstAndMalformedLast) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["envelope"]["surprise"] = 1;
  json["body"]["items"][0].erase("factOrOpinion");
  json["body"]["items"][0]["sourceEval"] = "9";
  EXPECT_THAT(faults_of(json), ElementsAre("GRADE_INVALID /body/items/0/sourceEval",
                                           "FACT_OPINION_REQUIRED /body/items/0/factOrOpinion",
                                           "MALFORMED /envelope/surprise"));
}

TEST(Message, ARejectionStillSaysForWhomTheFileWas) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["body"]["surprise"] = 1;
  const auto rejection = rejection_of(json.dump());
  EXPECT_EQ(rejection.kind, model::Kind::kIntelReport);
  ASSERT_TRUE(rejection.envelope.has_value());
  EXPECT_EQ(rejection.envelope->recipients.size(), 2U);
  EXPECT_TRUE(rejection.document.has("/body/items/0/text"));
}

TEST(Message, AKindWithoutSchemaIsUnsupportedButItsEnvelopeIsRead) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["envelope"]["kind"] = "stats.aggregate";
  const auto rejection = rejection_of(json.dump());
  EXPECT_TRUE(rejection.unsupported);
  EXPECT_TRUE(rejection.violations.empty());
  ASSERT_TRUE(rejection.envelope.has_value());
  EXPECT_EQ(rejection.envelope->kind, model::Kind::kStatsAggregate);
}

TEST(Message, RefusesAnEmptyAudienceAndTheSameRecipientTwice) {
  Json json = example_json("intel_report/01_kestrel.json");
  json["envelope"]["recipients"].push_back(Json(json["envelope"]["recipients"][0]));
  EXPECT_THAT(faults_of(json), ElementsAre("MALFORMED /envelope/recipients"));
  json["envelope"]["recipients"] = Json::array();
  EXPECT_THAT(faults_of(json), ElementsAre("MALFORMED /envelope/recipients"));
}

TEST(Message, SharedExamplesOfOtherKindsAreUnsupportedNotMalformed) {
  SKIP_WITHOUT_SHARED_DATA();
  std::size_t unsupported = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(tests::shared_data() / "domain/examples")) {
    const auto folder = entry.path().parent_path().filename();
    if (entry.path().extension() != ".json" || folder == "invalid" || folder == "adapters")
      continue;
    auto parsed = parse_json(tests::read_file(entry.path()));
    if (std::holds_alternative<Message>(parsed)) continue;
    const auto& rejection = std::get<Rejection>(parsed);
    EXPECT_TRUE(rejection.unsupported) << entry.path();
    EXPECT_THAT(told(rejection), ElementsAre()) << entry.path();
    ++unsupported;
  }
  EXPECT_EQ(unsupported, 71U);
}

TEST(Message, NaughtyStringsPassThroughEveryTextUnchanged) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto folder = tests::shared_data() / "vectors/blns";
  const Json naughty = Json::parse(tests::read_file(folder / "blns.json"));
  ASSERT_GT(naughty.size(), 400U);
  for (const auto& file : {"tip_intake/01_kestrel.json", "aftercare_referral/04_merlin.json"}) {
    Json json = example_json(file);
    const auto* const map = find_field_map(tests::message_of(json.dump()).kind());
    std::vector<Pointer> texts;
    for (const auto& [at, value] : tests::places_of(json)) {
      const kinds::Field* const field = find_field(*map, at);
      if (field != nullptr && field->type == FieldType::kText) texts.emplace_back(at);
    }
    for (const auto& string : naughty) {
      for (const auto& at : texts) json[at] = string;
      EXPECT_EQ(Json::parse(to_json(tests::message_of(json.dump()))), json) << string;
    }
  }
}

}  // namespace
}  // namespace gateway::kinds
