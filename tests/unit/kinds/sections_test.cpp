#include "gateway/kinds/sections.h"

#include "gateway/kinds/field_map.h"

#include "tests/unit/kinds/example_messages.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::Kind;
using model::Role;
using model::Section;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::example;
using tests::Json;

Recipient section_reader(std::string_view partner, Role role) {
  return {*model::PartnerName::parse(partner), role};
}

View view_of(Kind kind, const Sections& sections) {
  auto merged = merge(kind, sections, std::nullopt);
  EXPECT_TRUE(std::holds_alternative<View>(merged));
  return std::get<View>(std::move(merged));
}

/// A document as it may come back: without what lies in no section, and the literal where a
/// required text was held back.
void drop_unsealed(const Field& field, Json& json) {
  for (const Field& child : field.children) {
    if (field.type == FieldType::kList) {
      for (auto& item : json) drop_unsealed(child, item);
    } else if (child.is_leaf() && child.place != Place::kSection) {
      const bool literal = child.type == FieldType::kText && child.id == IdUse::kNone &&
                           child.presence == Presence::kRequired && json.contains(child.key);
      if (literal) json[child.key] = kHeldText;
      if (!literal) json.erase(child.key);
    } else if (json.contains(child.key) && json[child.key].is_structured()) {
      if (child.key == "recipients") json.erase(child.key);
      if (json.contains(child.key)) drop_unsealed(child, json[child.key]);
    }
  }
}

TEST(Sections, TogetherGiveEveryExampleBack) {
  for (const auto& file : tests::example_files()) {
    Json json = Json::parse(tests::read_file(file));
    const Message message = tests::message_of(json.dump());
    const View view = view_of(message.kind(), split(message));
    drop_unsealed(find_field_map(message.kind())->root, json);
    EXPECT_EQ(to_json(view.document()), json.dump(1)) << file;
  }
}

TEST(Sections, AreAllThereWhateverTheMessageHolds) {
  for (const auto& file : tests::example_files()) {
    const Message message = tests::message_of(tests::read_file(file));
    const Sections sections = split(message);
    ASSERT_EQ(sections.size(), sections_of(message.kind()).size());
    for (const auto& [section, bytes] : sections) {
      EXPECT_EQ(bytes.size() % 8, 0U);
      EXPECT_EQ(split(message).at(section), bytes) << "the same message gives the same bytes";
    }
  }
}

TEST(Sections, HoldNothingThatLiesInAnother) {
  const Sections sections = split(example("aftercare_referral/01_kestrel.json"));
  for (const auto& [section, bytes] : sections) {
    const std::string text(base::text_of(bytes));
    const auto expect = [&, here = section](Section home, std::string_view value) {
      EXPECT_EQ(text.find(value) != std::string::npos, here == home) << to_text(here) << value;
    };
    expect(Section::kIdentity, "Przykładowy");
    expect(Section::kIdentity, "1988-04-12");
    expect(Section::kHealth, "hand injury");
    expect(Section::kLogistics, "Northvale station");
    expect(Section::kToken, "HFJX-26-0101");
    expect(Section::kToken, "KESTREL");
    expect(Section::kContent, "RECIPIENTS ONLY");
    EXPECT_EQ(text.find("msvcc-prime"), std::string::npos) << "recipients are in no section";
  }
}

TEST(Sections, WhatNobodyMayReadNeverLeaves) {
  for (const auto& [section, bytes] : split(example("intel_report/01_kestrel.json"))) {
    const std::string text(base::text_of(bytes));
    EXPECT_THAT(text, Not(HasSubstr("e25bd9fb-50cb-5a72-9c09-b2275a4f2b01"))) << to_text(section);
  }
}

TEST(Sections, AViewLacksWhatWasNotOpened) {
  Sections sections = split(example("intel_report/01_kestrel.json"));
  sections.erase(Section::kProvenance);
  sections.erase(Section::kSource);
  const View view = view_of(Kind::kIntelReport, sections);
  const Value& document = view.document();
  EXPECT_EQ(*document.text_at("/body/items/1/provenance"), kHeldText);
  EXPECT_EQ(document.find("/body/source"), nullptr) << "no part of it was opened";
  EXPECT_EQ(*document.text_at("/body/items/1/assessment"), "C");
  EXPECT_THAT(*document.text_at("/body/items/1/text"), HasSubstr("MAREK"));
  EXPECT_EQ(*document.text_at("/body/riskAssessment/toSource"), kHeldText);
  EXPECT_EQ(document.find("/envelope/caseRef"), nullptr);
  EXPECT_EQ(document.find("/envelope/correlationId"), nullptr);
}

TEST(Sections, AWholeCompartmentThatWasNotOpenedIsAbsent) {
  Sections sections = split(example("aftercare_referral/01_kestrel.json"));
  sections.erase(Section::kHealth);
  sections.erase(Section::kIdentity);
  const View view = view_of(Kind::kAftercareReferral, sections);
  EXPECT_EQ(view.document().find("/body/health"), nullptr);
  EXPECT_EQ(*view.document().text_at("/body/person/firstName"), kHeldText);
  EXPECT_EQ(view.document().find("/body/person/dob"), nullptr);
  EXPECT_EQ(*view.document().text_at("/body/person/gender"), "male");
}

TEST(Sections, NoSectionAtAllIsAnEmptyView) {
  EXPECT_EQ(to_json(view_of(Kind::kIntelAck, {}).document()), "{}");
}

TEST(Sections, TheReaderIsTheOnlyRecipientOfItsView) {
  const Sections sections = split(example("intel_report/01_kestrel.json"));
  const auto merged =
      merge(Kind::kIntelReport, sections, section_reader("fair-work-agency", Role::kFwa));
  ASSERT_TRUE(std::holds_alternative<View>(merged));
  const Value& document = std::get<View>(merged).document();
  ASSERT_EQ(document.list_at("/envelope/recipients").size(), 1U);
  EXPECT_EQ(*document.text_at("/envelope/recipients/0/partner"), "fair-work-agency");
  const auto envelope = interchange_of(document);
  ASSERT_TRUE(envelope.has_value());
  EXPECT_EQ(envelope->recipients[0].role, Role::kFwa);
  EXPECT_EQ(envelope->correlation_id, std::nullopt);
}

TEST(Sections, ASectionThatLacksWhatItsReaderMaySeeIsRefused) {
  // A section of another message of the kind whose mandatory part was cut out of the struct.
  Sections sections = split(example("intel_ack/01_kestrel.json"));
  auto& bytes = sections.at(Section::kContent);
  std::size_t noticed = 0;
  for (std::size_t at = 0; at < bytes.size() * 8; ++at) {
    Sections changed = sections;
    changed.at(Section::kContent)[at / 8] ^= static_cast<std::uint8_t>(1U << (at % 8));
    const auto merged = merge(Kind::kIntelAck, changed, section_reader("hfj", Role::kHfjInv));
    if (const auto* const violations = std::get_if<Violations>(&merged); violations != nullptr) {
      EXPECT_FALSE(violations->empty());
      ++noticed;
    }
  }
  EXPECT_GT(noticed, bytes.size() / 8);
}

TEST(Sections, BytesOfAnotherSectionOrKindAreRefused) {
  const Sections sections = split(example("aftercare_referral/04_merlin.json"));
  for (const auto& [section, unused] : sections) {
    for (const auto& [other, bytes] : sections) {
      if (other == section) continue;
      const auto merged = merge(Kind::kAftercareReferral, {{section, bytes}}, std::nullopt);
      EXPECT_TRUE(std::holds_alternative<Violations>(merged)) << to_text(section) << to_text(other);
    }
  }
  const auto unknown = merge(Kind::kIntelAck, {{Section::kHealth, {}}}, std::nullopt);
  EXPECT_EQ(std::get<Violations>(unknown)[0].rule, model::Refusal::kSectionUnknown);
  const auto kind = merge(Kind::kStatsAggregate, {}, std::nullopt);
  EXPECT_EQ(std::get<Violations>(kind)[0].rule, model::Refusal::kKindUnknown);
}

TEST(Sections, ColumnsOfDifferentLengthDoNotFitTogether) {
  Sections sections = split(example("intel_report/01_kestrel.json"));
  sections.at(Section::kProvenance) =
      split(example("intel_report/02_heron.json")).at(Section::kProvenance);
  const auto merged = merge(Kind::kIntelReport, sections, std::nullopt);
  ASSERT_TRUE(std::holds_alternative<Violations>(merged));
  EXPECT_EQ(std::get<Violations>(merged)[0].at, "/body/items");
}

TEST(Sections, TruncatedOrOversizedBytesAreRefusedNotRead) {
  const Sections sections = split(example("tip_intake/01_kestrel.json"));
  const auto& bytes = sections.at(Section::kContent);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const base::Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_TRUE(std::holds_alternative<Violations>(
        merge(Kind::kTipIntake, {{Section::kContent, cut}}, std::nullopt)))
        << size;
  }
  base::Bytes padded = bytes;
  padded.resize(padded.size() + 8);
  EXPECT_TRUE(std::holds_alternative<Violations>(
      merge(Kind::kTipIntake, {{Section::kContent, padded}}, std::nullopt)));
  EXPECT_TRUE(std::holds_alternative<Violations>(merge(
      Kind::kTipIntake, {{Section::kContent, base::Bytes(std::size_t{5} << 20U)}}, std::nullopt)));
}

TEST(Sections, NaughtyStringsSurviveSealingFormUnchanged) {
  SKIP_WITHOUT_SHARED_DATA();
  const Json naughty =
      Json::parse(tests::read_file(tests::shared_data() / "vectors/blns/blns.json"));
  for (const auto& string : naughty) {
    Json json = tests::example_json("tip_intake/01_kestrel.json");
    for (const auto* const at : {"where", "whatWasSeen"}) json["body"][at] = string;
    json["body"]["indicators"] = Json::array({string, string});
    const Message message = tests::message_of(json.dump());
    const View view = view_of(Kind::kTipIntake, split(message));
    EXPECT_EQ(Json::parse(to_json(view.document()))["body"], json["body"]) << string;
  }
}

}  // namespace
}  // namespace gateway::kinds
