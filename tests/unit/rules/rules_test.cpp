#include "gateway/rules/rules.h"

#include "gateway/kinds/field_map.h"
#include "gateway/kinds/sections.h"

#include "tests/unit/rules/rules_fixture.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::rules {
namespace {

using model::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using tests::at;
using tests::context_at;
using tests::example_json;
using tests::Json;
using tests::told;

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

constexpr auto kReportWithItems = "intel_report/02_heron.json";

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
  const kinds::Message message = tests::example(kReportWithItems);
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
  Json json = example_json(kReportWithItems);
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
