#include "gateway/sheet/sheet.h"

#include "gateway/sheet/print.h"

#include "tests/unit/policy/fixture.h"
#include "tests/unit/policy/shipped_policy.h"
#include "tests/unit/sheet/network.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::sheet {
namespace {

using example::question;
using model::ConsentPurpose;
using policy::shipped::policy;

constexpr auto kPlacement = ConsentPurpose::kCarePlacement;
constexpr auto kHealth = ConsentPurpose::kHealth;

std::string version(const policy::PolicySet& set, const FlowQuestion& asked,
                    policy::EnumSet<ConsentPurpose> excluded = {},
                    std::optional<base::Time> until = std::nullopt, const char* language = "en") {
  return version_of(make_sheet(set, asked, excluded, until), *built_in(language));
}

TEST(SheetTest, TheVersionNamesWhatIsSaid) {
  const FlowQuestion asked = question({kPlacement}, {"harbourlight-housing"});
  const std::string first = version(policy(), asked);

  EXPECT_EQ(first.size(), 23U);
  EXPECT_TRUE(first.starts_with("CS-"));
  EXPECT_EQ(version(policy(), asked), first);
  EXPECT_NE(version(policy(), asked, {}, std::nullopt, "pl"), first);
  EXPECT_NE(version(policy(), asked, {kHealth}), first);
  EXPECT_NE(version(policy(), asked, {}, policy::at("2027-01-17T00:00:00Z")), first);
  EXPECT_NE(version(policy(), question({kPlacement}, {"stillwater-refuge"})), first);
  EXPECT_NE(version(policy(), question({kPlacement, kHealth}, {"harbourlight-housing"})), first);
  FlowQuestion child = asked;
  child.subject = Subject::kChild;
  EXPECT_NE(version(policy(), child), first);
}

TEST(SheetTest, APolicyThatGivesMoreOrKeepsLongerGivesAnotherVersion) {
  const std::string rule =
      "permit placement hfj/aftercare to share aftercare.referral [content, identity] with role "
      "SAFEHOUSE for VICTIM_SUPPORT when consent covers CARE_PLACEMENT keep G0, R3 no onward\n";
  const auto version_with = [&](const std::string& text) {
    return version(policy::set_of({std::string(policy::kAgreement) + text}),
                   question({kPlacement}, {"harbourlight-housing"}));
  };
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = rule;
    return version_with(text.replace(text.find(from), from.size(), to));
  };
  const std::string first = version_with(rule);

  EXPECT_EQ(version_with("# a remark\n" + rule), first) << "words nobody acts on";
  EXPECT_EQ(changed("permit placement", "permit finding-a-place"), first);
  EXPECT_NE(changed("[content, identity]", "[content, identity, health]"), first);
  EXPECT_NE(changed("keep G0, R3", "keep G0, R5"), first);
  EXPECT_NE(changed(" no onward", ""), first);
  EXPECT_NE(changed("when consent covers CARE_PLACEMENT", ""), first);
}

TEST(SheetTest, AskingForNothingOrNobodyIsRefused) {
  EXPECT_EQ(faults_of(question({kPlacement}, {"harbourlight-housing"}), {}).size(), 0U);
  EXPECT_EQ(faults_of(question({}, {"harbourlight-housing"}), {}).front().file, "--purposes");
  EXPECT_EQ(faults_of(question({kPlacement}, {}), {}).front().file, "--recipient");
  EXPECT_EQ(faults_of(question({kPlacement}, {"harbourlight-housing"}), {kPlacement}).front().file,
            "--exclude");
}

TEST(SheetTest, ANameThatIsNotThereIsRefusedWithTheOneMeant) {
  struct Row {
    const char* typed;
    const char* next_step;
  };
  const std::vector<Row> table = {
      {"harborlight-housing", "did you mean harbourlight-housing?"},
      {"hfj/aftercar", "did you mean aftercare?"},
      {"harbourlight-housing:MSVCC", "`partner list` shows who is there"},
      {"mocksworth-solicitors", "`partner list` shows who is there"},
  };
  for (const Row& row : table) {
    const auto faults = faults_of(question({kPlacement}, {row.typed}), {});
    ASSERT_EQ(faults.size(), 1U) << row.typed;
    EXPECT_EQ(faults.front().next_step, row.next_step);
    EXPECT_NE(faults.front().message.find("nobody would be meant"), std::string::npos);
  }
}

TEST(SheetTest, RecipientsAreReadAndWrittenInOneForm) {
  for (const auto* const good : {"hfj", "hfj/legal", "hfj:HFJ_LEGAL"}) {
    EXPECT_EQ(to_text(*parse_recipient(good)), good);
  }
  EXPECT_EQ(to_text(*parse_recipient("hfj/HFJ_LEGAL")), "hfj:HFJ_LEGAL");
  for (const auto* const bad : {"", "/", "hfj/", "hfj:", "hfj:legal", "HFJ", "hfj/Legal", "a b"}) {
    EXPECT_FALSE(parse_recipient(bad)) << bad;
  }
}

}  // namespace
}  // namespace gateway::sheet
