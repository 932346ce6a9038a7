#include "gateway/policy/cases.h"

#include "tests/unit/policy/fixture.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

const std::string kCasesPolicy = std::string(kAgreement) + R"(
permit plain hfj to share aftercare.referral [content] with role SAFEHOUSE for VICTIM_SUPPORT
permit name role HFJ_CARE to share aftercare.referral [identity] with role SAFEHOUSE
  for VICTIM_SUPPORT when consent covers CARE_PLACEMENT or subject is child by release
permit needs hfj to share aftercare.referral [needs] with role SAFEHOUSE for VICTIM_SUPPORT
  as sanitised
forbid never anyone to share * [location] with anyone
)";

const std::string kCasesHead = R"(# What must hold.
cases of hfj version 3

from:    hfj/aftercare/HFJ_CARE
to:      harbourlight-housing/SAFEHOUSE
kind:    aftercare.referral
purpose: VICTIM_SUPPORT
at:      2026-06-01

)";

EnumSet<model::Section> sections_of(model::Kind /*kind*/) {
  return {model::Section::kContent, model::Section::kIdentity, model::Section::kNeeds,
          model::Section::kLocation};
}

Cases cases_of(const std::string& text) {
  auto loaded = parse_cases(text, "test.cases");
  EXPECT_TRUE(loaded) << text_of(loaded.problems);
  return loaded ? *std::move(loaded.value) : Cases{partner("hfj"), 0, {}, ""};
}

std::string failures_of(const std::string& table) {
  const auto result = run_cases(set_of({kCasesPolicy}), cases_of(kCasesHead + table), sections_of);
  std::string text;
  for (const CaseFailure& failure : result.failures) {
    text += std::to_string(failure.place.line) + ": " + failure.share + ": expected " +
            failure.expected + ", came " + failure.came + " (" + failure.rule + ")\n";
  }
  return text;
}

TEST(CasesTest, ATableThatHoldsFailsNowhere) {
  const std::string table = R"(
| section  | consent        | child | sanitised | expect                        | rule   |
|----------|----------------|-------|-----------|-------------------------------|--------|
| content  |                |       |           | yes as full by direct         | plain  |
| identity |                |       |           | no condition                  | name   |
| identity | CARE_PLACEMENT |       |           | yes by release                | name   |
| identity | HEALTH         |       |           | no                            |        |
| identity |                | yes   |           | yes                           |        |
| needs    |                |       | yes       | yes as sanitised              |        |
| needs    |                |       |           | no condition                  | needs  |
| location | *              | yes   | yes       | no forbidden                  | never  |
| health   | *              | yes   | yes       | no no-permit                  |        |
)";
  const Cases cases = cases_of(kCasesHead + table);

  EXPECT_EQ(failures_of(table), "");
  EXPECT_EQ(cases.cases.size(), 9U);
  EXPECT_EQ(cases.version, 3U);
  EXPECT_EQ(run_cases(set_of({kCasesPolicy}), cases, sections_of).shares, 9U);
}

TEST(CasesTest, ARowThatFailsSaysWhatWasExpectedWhatCameAndByWhichRule) {
  EXPECT_EQ(failures_of("section | consent | expect | rule\n"
                        "content | -       | no     |\n"
                        "| identity | CARE_PLACEMENT | yes by direct | |\n"
                        "identity | | yes |\n"
                        "content | | yes | other\n"),
            "11: hfj/aftercare to harbourlight-housing/SAFEHOUSE: aftercare.referral [content]: "
            "expected no, came yes as full by direct (plain)\n"
            "12: hfj/aftercare to harbourlight-housing/SAFEHOUSE: aftercare.referral [identity]: "
            "expected yes by direct, came yes as full by release (name)\n"
            "13: hfj/aftercare to harbourlight-housing/SAFEHOUSE: aftercare.referral [identity]: "
            "expected yes, came no condition (name)\n"
            "14: hfj/aftercare to harbourlight-housing/SAFEHOUSE: aftercare.referral [content]: "
            "expected yes, by rule other, came yes as full by direct (plain)\n");
}

TEST(CasesTest, AFailedYesSaysWhatIsMissing) {
  const auto result =
      run_cases(set_of({kCasesPolicy}),
                cases_of(kCasesHead + "section | expect | because\n"
                                      "identity | yes | a house must know who comes\n"),
                sections_of);

  ASSERT_EQ(result.failures.size(), 1U);
  EXPECT_EQ(result.failures.front().missing,
            "needs a consent of the person for CARE_PLACEMENT that names this recipient, or that "
            "the person is a child");
  EXPECT_EQ(result.failures.front().because, "a house must know who comes");
}

TEST(CasesTest, WithoutASectionTheWholeMessageIsAskedAbout) {
  EXPECT_EQ(failures_of("to | at | purpose | expect\n"
                        "harbourlight-housing/SAFEHOUSE | | | yes\n"
                        "harbourlight-housing/POL_INT | | | no ROLE_NOT_PERMITTED\n"
                        "harbourlight-housing/SAFEHOUSE | 2026-12-31T23:59:59Z | | yes\n"
                        "harbourlight-housing/SAFEHOUSE | 2027-01-01T00:00:00Z | | "
                        "no KIND_NOT_IN_AGREEMENT\n"
                        "harbourlight-housing/SAFEHOUSE | | STATISTICS | no\n"),
            "");
}

TEST(CasesTest, ListsAndStarsAskAboutEachOfThem) {
  const std::string table =
      "to | kind | section | expect\n"
      "harbourlight-housing/SAFEHOUSE, harbourlight-housing/LA | * | location, health | no\n"
      "harbourlight-housing/SAFEHOUSE | aftercare.referral | * | no\n";
  const auto result = run_cases(set_of({kCasesPolicy}), cases_of(kCasesHead + table), sections_of);

  EXPECT_EQ(result.shares, 2U * 26 * 2 + 4);
  EXPECT_EQ(result.failures.size(), 1U);  // The content is given.
}

TEST(CasesTest, ARowThatAsksNothingFails) {
  const auto result =
      run_cases(set_of({kCasesPolicy}), cases_of(kCasesHead + "section | expect\n* | no\n"),
                [](model::Kind /*kind*/) { return EnumSet<model::Section>(); });

  EXPECT_EQ(result.failures.size(), 1U);
}

TEST(CasesTest, SettingsHoldUntilTheyAreSetAgainAndCellsWinOverThem) {
  EXPECT_EQ(failures_of("section | expect\n"
                        "identity | no\n\n"
                        "consent: CARE_PLACEMENT\n"
                        "section | consent | expect\n"
                        "identity | | yes\n"
                        "identity | - | no\n\n"
                        "consent:\n"
                        "section | expect\n"
                        "identity | no\n"),
            "");
}

TEST(CasesTest, EveryErrorNamesItsPlaceAndWhatToDo) {
  struct Row {
    std::string name;
    std::string text;
    std::string problem;
  };
  const std::vector<Row> table = {
      {"no header", "kind: aftercare.referral\n",
       "f:1:1: the first line does not say whose cases these are"},
      {"nothing", "", "f:1:1: the text is empty"},
      {"unknown field", "cases of hfj version 1\nknd: intel.ack\n",
       "f:2:1: there is no field \"knd\" (did you mean \"kind\"?)"},
      {"unknown column", "cases of hfj version 1\nto | sction\n",
       "f:2:6: there is no field \"sction\" (did you mean \"section\"?)"},
      {"doubled column", "cases of hfj version 1\nto | to\n",
       "f:2:6: this column stands here twice"},
      {"unknown word in a list", "cases of hfj version 1\nconsent: HEALTH,  HELTH\n",
       "f:2:19: \"HELTH\" is not a purpose of consent (did you mean \"HEALTH\"?)"},
      {"a word is missing", "cases of hfj version 1\nkind: intel.ack,\n",
       "f:2:17: a word is missing here"},
      {"a party without a role", "cases of hfj version 1\nto: hfj\n",
       "f:2:5: \"hfj\" does not say in which one role"},
      {"a party that is none", "cases of hfj version 1\nto: HFJ/x/y/z\n",
       "f:2:5: \"HFJ/x/y/z\" is not a partner and its role"},
      {"a role that is none", "cases of hfj version 1\nto: hfj/legal/HFJ_LEGL\n",
       "f:2:15: \"HFJ_LEGL\" is not a role (did you mean \"HFJ_LEGAL\"?)"},
      {"a date that is none", "cases of hfj version 1\nat: 2026-02-30\n",
       "f:2:5: \"2026-02-30\" is not a date or a time"},
      {"too few cells", kCasesHead + "section | expect\ncontent\n", "f:11:1: this is neither"},
      {"too few bars", kCasesHead + "section | to | expect\ncontent | yes\n",
       "f:11:1: the row has 2 cells and the heading 3"},
      {"too many cells", kCasesHead + "section | expect\ncontent | yes | no\n",
       "f:11:1: the row has 3 cells and the heading 2"},
      {"no expectation", kCasesHead + "section | expect\ncontent |\n",
       "f:11:1: the row does not say what is expected"},
      {"no sender", "cases of hfj version 1\nexpect | to\nyes | hfj/HFJ_INV\n",
       "f:3:1: the row does not say from whom, in which role"},
      {"a wrong expectation", kCasesHead + "section | expect\ncontent | maybe\n",
       "f:11:11: this is no expectation"},
      {"a wrong treatment", kCasesHead + "section | expect\ncontent | yes as sanitized\n",
       "f:11:18: \"sanitized\" is not a treatment (did you mean \"sanitised\"?)"},
      {"a wrong reason", kCasesHead + "section | expect\ncontent | no forbiden\n",
       "f:11:14: \"forbiden\" is not a reason for a no (did you mean \"forbidden\"?)"},
      {"a control character", "cases of hfj version 1\nkind: \x01\n", "f:2:7: a control character"},
      {"bytes that are no text", "cases of hfj version 1\nkind: \xff\n",
       "f:2:7: this is not UTF-8"},
  };
  for (const Row& row : table) {
    const auto loaded = parse_cases(row.text, "f");

    ASSERT_FALSE(loaded) << row.name;
    const std::string problem = to_text(loaded.problems.front());
    EXPECT_EQ(problem.substr(0, row.problem.size()), row.problem) << row.name;
    EXPECT_FALSE(loaded.problems.front().next_step.empty()) << row.name;
  }
}

TEST(CasesTest, AllErrorsAreFoundAtOnce) {
  const auto loaded = parse_cases("from: HFJ\nkind: x\nto | expect\nhfj/HFJ_INV | perhaps\n", "f");

  EXPECT_EQ(loaded.problems.size(), 4U) << text_of(loaded.problems);
}

TEST(CasesTest, OnlyAFileWithTheHeaderIsOne) {
  EXPECT_TRUE(is_cases("# a comment\n\n  cases of hfj version 1\n"));
  EXPECT_FALSE(is_cases("policy of hfj version 1\n"));
  EXPECT_FALSE(is_cases("casesof hfj\n"));
  EXPECT_FALSE(is_cases(""));
}

TEST(CasesTest, AnExpectationReadsBackAsItWasWritten) {
  for (const char* text :
       {"yes", "yes as token", "yes by release", "yes as sanitised by direct", "no", "no forbidden",
        "no condition", "no no-permit", "no KIND_NOT_IN_AGREEMENT"}) {
    Expectation expectation;
    EXPECT_FALSE(parse_expectation(text, expectation)) << text;
    EXPECT_EQ(to_text(expectation), text);
  }
  for (const char* text : {"", "maybe", "yes as", "yes with release", "no way at all", "yes yes"}) {
    Expectation expectation;
    EXPECT_TRUE(parse_expectation(text, expectation)) << text;
  }
}

}  // namespace
}  // namespace gateway::policy
