#include "gateway/model/handling.h"
#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"
#include "gateway/model/section.h"

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace gateway::model {
namespace {

// What every list of words promises: numbers from 1 up without a gap, each word once, zero and
// whatever comes after the last unknown.
template <class Table>
void expect_sound(std::string_view name, const Table& table) {
  using Enum = decltype(table[0].value);
  std::set<std::string_view> words;
  unsigned number = 0;
  for (const auto& row : table) {
    EXPECT_EQ(static_cast<unsigned>(row.value), ++number) << name << " " << row.text;
    EXPECT_TRUE(words.insert(row.text).second) << name << " " << row.text;
    EXPECT_EQ(base::value_in(table, row.text), row.value) << name;
    EXPECT_EQ(to_text(row.value), row.text) << name;
    EXPECT_TRUE(is_known(row.value)) << name << " " << row.text;
  }
  EXPECT_FALSE(is_known(Enum{})) << name << ": zero is never valid from outside";
  EXPECT_FALSE(is_known(static_cast<Enum>(number + 1))) << name;
  EXPECT_FALSE(is_known(static_cast<Enum>(255))) << name;
}

TEST(WordsTest, EveryListIsSound) {
  expect_sound("kinds", kKindTexts);
  expect_sound("roles", kRoleTexts);
  expect_sound("sections", kSectionTexts);
  expect_sound("section modes", kSectionModeTexts);
  expect_sound("purposes", kPurposeTexts);
  expect_sound("consent purposes", kConsentPurposeTexts);
  expect_sound("legal bases", kLegalBasisTexts);
  expect_sound("urgencies", kUrgencyTexts);
  expect_sound("markings", kMarkingTexts);
  expect_sound("handling codes", kHandlingCodeTexts);
}

TEST(WordsTest, SectionsFitTheMasksTheyAreKeptIn) {
  EXPECT_LT(static_cast<unsigned>(kSectionTexts.back().value), 16U);
}

TEST(WordsTest, AKindIsAFamilyAndAName) {
  for (const auto& row : kKindTexts) {
    const auto dot = row.text.find('.');
    ASSERT_NE(dot, std::string_view::npos) << row.text;
    EXPECT_EQ(row.text.find('.', dot + 1), std::string_view::npos) << row.text;
  }
}

}  // namespace
}  // namespace gateway::model
