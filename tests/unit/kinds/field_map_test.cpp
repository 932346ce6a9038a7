#include "gateway/kinds/field_map.h"

#include "gateway/base/text.h"

#include "tests/unit/kinds/example_messages.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::Kind;
using model::Role;
using model::Section;
using model::SectionMode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::Json;

constexpr std::array kNine{
    Kind::kTipIntake,         Kind::kIntelReport,     Kind::kIntelAck,
    Kind::kConsentRecord,     Kind::kConsentWithdraw, Kind::kAftercareReferral,
    Kind::kAftercareResponse, Kind::kControlRecall,   Kind::kControlRectify};

TEST(FieldMap, AgreesWithSchemasAndMatrix) { EXPECT_THAT(field_map_faults(), IsEmpty()); }

TEST(FieldMap, ExactlyNineKindsHaveASchema) {
  for (const auto& kind : model::kKindTexts) {
    const bool nine = std::ranges::find(kNine, kind.value) != kNine.end();
    EXPECT_EQ(has_schema(kind.value), nine) << kind.text;
    EXPECT_EQ(sections_of(kind.value).empty(), !nine) << kind.text;
  }
  EXPECT_FALSE(has_schema(Kind::kNone));
}

TEST(FieldMap, CoversEveryLeafOfEveryExample) {
  for (const auto& file : tests::example_files()) {
    const Json json = Json::parse(tests::read_file(file));
    const auto* const map = find_field_map(tests::message_of(json.dump()).kind());
    for (const auto& [at, value] : tests::places_of(json)) {
      const Field* const field = find_field(*map, at);
      ASSERT_NE(field, nullptr) << file << at;
      const bool empty_container = value.is_null() || value.empty();
      EXPECT_TRUE(field->is_leaf() || empty_container) << file << at;
    }
  }
}

TEST(FieldMap, TwoLeavesShareASectionExactlyWhenLevelPurposeAndModeAgreeForEveryReceiver) {
  for (const Kind kind : kNine) {
    for (const Field* const a : find_field_map(kind)->leaves) {
      for (const Field* const b : find_field_map(kind)->leaves) {
        if (a->place != Place::kSection || b->place != Place::kSection) continue;
        bool same = default_mode(kind, a->section) == default_mode(kind, b->section);
        for (const Role role : receivers_of(kind)) {
          same = same && cell_of(kind, a->group, role) == cell_of(kind, b->group, role);
        }
        EXPECT_EQ(same, a->section == b->section) << to_text(kind) << a->path << " " << b->path;
      }
    }
  }
}

TEST(FieldMap, OnlyWhatNoReceiverMayReadIsHeldBack) {
  for (const Kind kind : kNine) {
    for (const Field* const leaf : find_field_map(kind)->leaves) {
      if (leaf->presence == Presence::kRefused || leaf->place == Place::kHead) continue;
      const bool never = std::ranges::all_of(receivers_of(kind), [&](Role role) {
        return level_of(leaf->group, role) == Level::kNever;
      });
      EXPECT_EQ(leaf->place == Place::kHeld, never) << to_text(kind) << leaf->path;
    }
  }
}

TEST(FieldMap, TheTableOfSectionsSaysWhatFollowsFromTheMaps) {
  const std::string whole = tests::read_file(tests::project_schemas() / "field_map/sections.csv");
  std::string table;
  for (const auto line : base::split(whole, '\n')) {
    const auto kind = base::value_in(model::kKindTexts, line.substr(0, line.find(',')));
    if (kind && has_schema(*kind)) table.append(line).append("\n");
  }
  std::string expected;
  for (const Kind kind : kNine) {
    for (const Section section : sections_of(kind)) {
      std::set<std::string> groups;
      for (const Field* const leaf : find_field_map(kind)->leaves) {
        if (leaf->place != Place::kSection || leaf->section != section) continue;
        const std::string number = std::to_string(static_cast<unsigned>(leaf->group));
        groups.insert(std::string(number.size() == 1 ? "F0" : "F") + number);
      }
      expected += std::string(to_text(kind)) + "," + std::string(to_text(section)) + "," +
                  std::string(to_text(default_mode(kind, section)));
      char separator = ',';
      for (const auto& group : groups) expected += std::exchange(separator, ' ') + group;
      separator = ',';
      // The matrix lists receivers in an order of its own.
      std::map<std::size_t, std::string> cells;
      for (const Role role : receivers_of(kind)) {
        const Cell cell = section_cell(kind, section, role);
        std::string text = std::string(to_text(role)) + "=" + std::string(to_text(cell.level));
        if (cell.purpose != model::ConsentPurpose::kNone) {
          text += ":" + std::string(to_text(cell.purpose));
        }
        cells.emplace(table.find(std::string(to_text(role)) + "=",
                                 table.find(std::string(to_text(kind)) + ",")),
                      text);
      }
      for (const auto& [order, text] : cells) expected += std::exchange(separator, ' ') + text;
      expected += "\n";
    }
  }
  EXPECT_EQ(expected, table);
}

TEST(FieldMap, KnowsEveryPlaceByPointer) {
  const auto* const map = find_field_map(Kind::kIntelReport);
  EXPECT_EQ(find_field(*map, "/body/items/2/provenance")->section, Section::kProvenance);
  EXPECT_EQ(find_field(*map, "/body/items/2/text")->section, Section::kAccount);
  EXPECT_EQ(find_field(*map, "/envelope/caseRef")->place, Place::kHeld);
  EXPECT_EQ(find_field(*map, "/envelope/recipients/0/role")->place, Place::kHead);
  EXPECT_EQ(find_field(*map, "/body/none"), nullptr);
  EXPECT_EQ(find_field(*map, "/body/items/2/text/more"), nullptr);
}

TEST(FieldMap, TheIdentityOfASourceLiesApartAndIsReleased) {
  EXPECT_THAT(
      std::vector(sections_of(Kind::kTipIntake).begin(), sections_of(Kind::kTipIntake).end()),
      ElementsAre(Section::kContent, Section::kSource));
  EXPECT_EQ(default_mode(Kind::kTipIntake, Section::kSource), SectionMode::kRelease);
  EXPECT_EQ(section_cell(Kind::kIntelReport, Section::kSource, Role::kNca).level, Level::kNever);
}

TEST(FieldMap, ARoleThatMayNotReceiveTheKindSeesNoSection) {
  for (const Section section : sections_of(Kind::kIntelReport)) {
    EXPECT_EQ(section_cell(Kind::kIntelReport, section, Role::kHfjInv).level, Level::kNever);
  }
  EXPECT_EQ(section_cell(Kind::kIntelAck, Section::kHealth, Role::kHfjInv).level, Level::kNever);
  EXPECT_EQ(default_mode(Kind::kIntelAck, Section::kHealth), SectionMode::kNone);
}

}  // namespace
}  // namespace gateway::kinds
