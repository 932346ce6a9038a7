#include "gateway/kinds/section_text.h"

#include "gateway/kinds/field_map.h"
#include "gateway/kinds/sections.h"

#include "tests/unit/kinds/example_messages.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::Section;
using tests::Json;

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

TEST(SectionTextTest, SectionsOfAMessageSayTogetherWhatItsSealedPlacesSay) {
  for (const auto& file : tests::example_files()) {
    const Message message = tests::message_of(tests::read_file(file));
    std::set<std::pair<std::string, std::string>> said;
    for (const auto& [section, bytes] : split(message)) {
      const auto texts = section_texts(message.kind(), section, bytes);
      ASSERT_TRUE(texts) << file << " " << to_text(section);
      for (const PlacedText& each : *texts) said.emplace(each.at, each.text);
    }
    const FieldMap& map = *find_field_map(message.kind());
    for (const auto& [at, value] : tests::places_of(Json::parse(to_json(message)))) {
      const Field* const field = find_field(map, at);
      ASSERT_NE(field, nullptr) << at;
      if (!field->is_leaf() || field->place != Place::kSection) continue;
      EXPECT_TRUE(said.contains({at, text_of(value)})) << file << " " << at;
    }
  }
}

TEST(SectionTextTest, MembersComeInTheOrderOfTheirOrdinals) {
  const Message message = tests::example("intel_report/01_kestrel.json");
  const auto texts =
      section_texts(message.kind(), Section::kContent, split(message).at(Section::kContent));
  ASSERT_TRUE(texts);
  EXPECT_EQ(texts->front().at, "/envelope/messageId");
  EXPECT_EQ(texts->at(1), (PlacedText{"/envelope/kind", "intel.report"}));
}

TEST(SectionTextTest, BytesOfAnotherSectionAreRefused) {
  const Message message = tests::example("intel_report/01_kestrel.json");
  const Sections sections = split(message);
  EXPECT_FALSE(section_texts(message.kind(), Section::kAccount, sections.at(Section::kContent)));
  EXPECT_FALSE(section_texts(message.kind(), Section::kContent, {}));
  base::Bytes longer = sections.at(Section::kContent);
  longer.insert(longer.end(), 8, 0);
  EXPECT_FALSE(section_texts(message.kind(), Section::kContent, longer));
}

}  // namespace
}  // namespace gateway::kinds
