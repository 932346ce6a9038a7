#include "gateway/kinds/section_table.h"

#include "gateway/kinds/field_map.h"

#include <algorithm>
#include <array>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::Kind;
using model::Role;
using model::Section;
using ::testing::IsEmpty;

TEST(SectionTable, FollowsFromTheMatrix) { EXPECT_THAT(section_table_faults(), IsEmpty()); }

TEST(SectionTable, HasEveryKindAndOnlyItsOwnRows) {
  std::size_t rows = 0;
  for (const auto& kind : model::kKindTexts) {
    EXPECT_FALSE(section_table(kind.value).empty()) << kind.text;
    for (const SectionRow& row : section_table(kind.value)) EXPECT_EQ(row.kind, kind.value);
    rows += section_table(kind.value).size();
  }
  EXPECT_EQ(rows, section_table().size());
  EXPECT_TRUE(section_table(Kind::kNone).empty());
}

TEST(SectionTable, HasTheSectionsOfTheFieldMapWhereThereIsOne) {
  std::size_t kinds = 0;
  for (const auto& kind : model::kKindTexts) {
    if (!has_schema(kind.value)) continue;
    const auto sections = sections_of(kind.value);
    EXPECT_TRUE(std::ranges::equal(section_table(kind.value), sections, {}, &SectionRow::section))
        << kind.text;
    ++kinds;
  }
  EXPECT_GE(kinds, 6U);
}

TEST(SectionTable, TwoGroupsShareASectionExactlyWhenLevelPurposeAndModeAgree) {
  for (const SectionRow& a : section_table()) {
    for (const SectionRow& b : section_table(a.kind)) {
      for (const FieldGroup left : a.groups) {
        for (const FieldGroup right : b.groups) {
          const bool same = std::ranges::all_of(receivers_of(a.kind), [&](Role role) {
            return cell_of(a.kind, left, role) == cell_of(a.kind, right, role);
          });
          EXPECT_EQ(same && a.mode == b.mode, a.section == b.section)
              << to_text(a.kind) << " " << to_text(a.section) << " " << to_text(b.section);
        }
      }
    }
  }
}

TEST(SectionTable, IdentityHealthAndSourceAreReleasedExceptInAnAlert) {
  constexpr std::array kSensitive{Section::kIdentity, Section::kHealth, Section::kSource};
  for (const SectionRow& row : section_table()) {
    if (std::ranges::find(kSensitive, row.section) == kSensitive.end()) continue;
    if (row.kind == Kind::kAlertRisk) continue;  // Minutes count there.
    EXPECT_EQ(row.mode, model::SectionMode::kRelease) << to_text(row.kind);
  }
}

TEST(SectionTable, AKindWithoutSchemaHasNoFieldMapForAllThat) {
  for (const auto& kind : model::kKindTexts) {
    EXPECT_EQ(find_field_map(kind.value) != nullptr, has_schema(kind.value)) << kind.text;
    if (has_schema(kind.value)) continue;
    EXPECT_TRUE(sections_of(kind.value).empty());
    for (const SectionRow& row : section_table(kind.value)) {
      EXPECT_EQ(section_cell(row.kind, row.section, Role::kHfjCare).level, Level::kNever);
    }
  }
}

}  // namespace
}  // namespace gateway::kinds
