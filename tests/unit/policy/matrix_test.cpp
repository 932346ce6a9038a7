#include "gateway/policy/matrix.h"

#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

using model::Kind;
using model::Role;
using model::Section;

const std::string kPolicy = std::string(kAgreement) + R"(
permit plain role HFJ_INV to share intel.report [content, risk, source] with role POL_INT
  for CRIME_PREVENTION
permit bound role HFJ_INV to share intel.report [content] with role NCA for CRIME_PREVENTION
  when override as sanitised by release
permit named hfj/investigations to share intel.report [content] with pol-northvale
  for CRIME_PREVENTION
permit boxed hfj to share intel.ack [content] with role FWA for any purpose until 2030-01-01
forbid sources anyone to share * [source] with anyone
forbid risks anyone to share * [risk] with anyone unless approved by 2 trustees
)";

const MatrixRow& row_of(const std::vector<MatrixRow>& rows, Kind kind, Section section, Role role) {
  return *std::ranges::find_if(rows, [&](const MatrixRow& row) {
    return row.kind == kind && row.section == section && row.role == role;
  });
}

TEST(MatrixTest, SaysWhatIsPossibleAndByWhichRules) {
  const PolicySet set = set_of({kPolicy});
  const auto rows = matrix(set);
  struct ExpectedRow {
    Kind kind;
    Section section;
    Role role;
    Possibility expected;
    std::vector<std::string> rules;
  };
  const std::vector<ExpectedRow> table = {
      {Kind::kIntelReport, Section::kContent, Role::kPolInt, Possibility::kYes, {"named", "plain"}},
      {Kind::kIntelReport,
       Section::kContent,
       Role::kNca,
       Possibility::kConditional,
       {"bound", "named"}},
      {Kind::kIntelReport, Section::kContent, Role::kForum, Possibility::kConditional, {"named"}},
      {Kind::kIntelReport, Section::kRisk, Role::kPolInt, Possibility::kConditional, {"plain"}},
      {Kind::kIntelReport, Section::kSource, Role::kPolInt, Possibility::kNo, {"sources"}},
      {Kind::kIntelReport, Section::kHealth, Role::kPolInt, Possibility::kNo, {}},
      {Kind::kIntelAck, Section::kContent, Role::kFwa, Possibility::kConditional, {"boxed"}},
      {Kind::kTipIntake, Section::kContent, Role::kHfjInv, Possibility::kNo, {}},
  };
  for (const ExpectedRow& expected : table) {
    const MatrixRow& row = row_of(rows, expected.kind, expected.section, expected.role);
    const std::string where = std::string(to_text(expected.kind)) + " " +
                              std::string(to_text(expected.section)) + " " +
                              std::string(to_text(expected.role));
    std::vector<std::string> rules;
    for (const RuleId id : row.rules) rules.emplace_back(set.name_of(id));
    EXPECT_EQ(row.answer, expected.expected) << where;
    EXPECT_EQ(rules, expected.rules) << where;
  }
  const MatrixRow& bound = row_of(rows, Kind::kIntelReport, Section::kContent, Role::kNca);
  EXPECT_EQ(bound.mode, model::SectionMode::kRelease);
  EXPECT_EQ(bound.treatment, Treatment::kFull) << "the rule about pol-northvale gives it in full";
}

TEST(MatrixTest, CoversEveryKindSectionAndRoleOnce) {
  const auto rows = matrix(PolicySet(partner("hfj")));

  EXPECT_EQ(rows.size(),
            model::kKindTexts.size() * model::kSectionTexts.size() * model::kRoleTexts.size());
  EXPECT_TRUE(std::ranges::all_of(
      rows, [](const MatrixRow& row) { return row.answer == Possibility::kNo; }));
}

TEST(EligibilityTest, IgnoresConditionsButNotForbids) {
  const PolicySet set = set_of({kPolicy});
  const Sender investigator{partner("hfj"), unit("investigations"), {Role::kHfjInv}};
  const Sender campaigner{partner("hfj"), unit("campaigns"), {Role::kHfjCamp}};

  EXPECT_TRUE(may_ever_receive(set, Kind::kIntelReport, investigator, Role::kNca));
  EXPECT_FALSE(may_ever_receive(set, Kind::kIntelReport, campaigner, Role::kNca));
  EXPECT_TRUE(may_ever_receive(set, Kind::kIntelReport, Role::kNca));
  EXPECT_FALSE(may_ever_receive(set, Kind::kTipIntake, Role::kHfjInv));
  EXPECT_FALSE(may_ever_receive(set, Kind::kNone, Role::kNca));
  EXPECT_FALSE(may_ever_receive(set, Kind::kIntelReport, Role::kNone));
  EXPECT_TRUE(may_ever_send(set, Kind::kIntelReport, Role::kHfjInv));
  EXPECT_FALSE(may_ever_send(set, Kind::kIntelReport, Role{60}));

  const PolicySet only_source =
      set_of({"permit p hfj to share * [source] with role NCA for any purpose\n"
              "forbid sources anyone to share * [source] with anyone\n"});
  EXPECT_FALSE(may_ever_receive(only_source, Kind::kIntelReport, Role::kNca));
  EXPECT_FALSE(may_ever_receive(only_source, Kind::kIntelReport, investigator, Role::kNca));
}

TEST(EligibilityTest, APartnerWithoutATextIsNeverASender) {
  const std::string permit =
      "permit p role SAFEHOUSE to share aftercare.response * with role HFJ_CARE for any purpose\n";
  const Sender safe_house{partner("b"), unit("main"), {Role::kSafehouse}};
  const auto eligible = [&](const PolicySet& set) {
    return may_ever_receive(set, Kind::kAftercareResponse, safe_house, Role::kHfjCare);
  };

  EXPECT_FALSE(eligible(set_of({permit})));
  EXPECT_TRUE(eligible(set_of({permit + "adopt b"})));
  EXPECT_FALSE(eligible(set_of({permit, "policy of b version 1"})));
  EXPECT_TRUE(eligible(set_of({permit, "policy of b version 1\n" + permit})));
}

}  // namespace
}  // namespace gateway::policy
