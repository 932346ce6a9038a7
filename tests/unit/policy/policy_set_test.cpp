#include "gateway/policy/policy_set.h"

#include "tests/unit/policy/fixture.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kRule = "forbid same anyone to share * * with anyone\n";

TEST(PolicySetTest, RefusesTextsThatContradictEachOther) {
  struct Row {
    std::vector<std::string> texts;
    std::string message;
  };
  const std::vector<Row> table = {
      {{kRule, kRule}, "\"same\" is already used"},
      {{"policy of b version 1\n" + std::string(kAgreement)},
       "agreements stand in the text of hfj"},
      {{"agreement x between a and b from 2026-01-01 until 2026-01-02 purposes PREVENTION"},
       "hfj is not a party"},
      {{std::string(kAgreement), std::string(kAgreement)}, "\"ISA-1\" is already used"},
      {{"policy of b version 1\nadopt c"}, "only the text of hfj"},
      {{"adopt b", "policy of b version 1"}, "b has a text of its own"},
      {{"adopt hfj"}, "hfj has a text of its own"},
  };

  for (const Row& row : table) {
    std::vector<PolicyText> texts;
    for (const std::string& text : row.texts) texts.push_back({"t", text});

    const auto loaded = load_policies(partner("hfj"), texts);

    EXPECT_FALSE(loaded) << row.message;
    ASSERT_FALSE(loaded.problems.empty()) << row.message;
    EXPECT_THAT(loaded.problems.front().message, HasSubstr(row.message));
    EXPECT_GT(loaded.problems.front().line, 0U);
  }
}

TEST(PolicySetTest, TheSameNameMayBeUsedByTwoOwners) {
  const PolicySet set = set_of({kRule, std::string("policy of b version 1\n") + kRule});

  EXPECT_EQ(set.rule_count(), 2U);
  EXPECT_EQ(*set.owner_of(RuleId{1}), partner("b"));
  EXPECT_EQ(*set.owner_of(RuleId{2}), partner("hfj"));
  EXPECT_EQ(set.name_of(RuleId{2}), "same");
}

TEST(PolicySetTest, IdsOutsideTheSetNameNothing) {
  const PolicySet set = set_of({kRule});

  EXPECT_EQ(set.rule(RuleId::kNone), nullptr);
  EXPECT_EQ(set.rule(RuleId{2}), nullptr);
  EXPECT_EQ(set.name_of(RuleId{99}), "");
  EXPECT_EQ(set.agreement(AgreementId{1}), nullptr);
}

TEST(PolicySetTest, TheOrderOfTextsAndStatementsGivesTheSameIds) {
  const std::string a = "forbid a anyone to share * * with anyone\n";
  const std::string b = "forbid b anyone to share * * with anyone\n";
  const std::string theirs = "policy of pol version 1\n" + a;

  const PolicySet one = set_of({a + b, theirs});
  const PolicySet two = set_of({theirs, b, a});

  for (std::uint32_t id = 1; id <= 3; ++id) {
    EXPECT_EQ(one.name_of(RuleId{id}), two.name_of(RuleId{id}));
    EXPECT_EQ(*one.owner_of(RuleId{id}), *two.owner_of(RuleId{id}));
  }
}

TEST(PolicySetTest, ProblemsOfAllTextsAreReportedTogether) {
  const std::vector<PolicyText> texts = {
      {"one", "permti"}, {"two", "adopt b"}, {"three", "forbdi"}};

  const auto loaded = load_policies(partner("hfj"), texts);

  ASSERT_THAT(loaded.problems, SizeIs(2));
  EXPECT_EQ(loaded.problems[0].file, "one");
  EXPECT_EQ(loaded.problems[1].file, "three");
}

TEST(PolicySetTest, FindsPartnersAndUnitsThatDoNotExist) {
  const auto policy = parse_policy(R"(policy of hfj version 1
adopt harborlight-housing
permit p
  hfj/aftercar, role LA to share * * with harbourlight-housing
  for any purpose
agreement a between hfj and nobody-at-all from 2026-01-01 until 2026-01-02 purposes PREVENTION
)",
                                   "p");
  ASSERT_TRUE(policy) << text_of(policy.problems);
  const std::vector<KnownPartner> known = {{partner("hfj"), {unit("aftercare"), unit("legal")}},
                                           {partner("harbourlight-housing"), {unit("main")}}};

  const auto problems = unknown_parties(*policy.value, known);

  ASSERT_THAT(problems, SizeIs(3)) << text_of(problems);
  EXPECT_EQ(to_text(problems[0]),
            "p:2:7: there is no \"harborlight-housing\" (did you mean \"harbourlight-housing\"?)");
  EXPECT_EQ(to_text(problems[1]),
            "p:4:3: there is no \"hfj/aftercar\" (did you mean \"hfj/aftercare\"?)");
  EXPECT_EQ(problems[2].line, 6U);
  const auto fine = parse_policy("adopt hfj", "p");
  EXPECT_THAT(unknown_parties(*fine.value, known), IsEmpty());
}

}  // namespace
}  // namespace gateway::policy
