#include "gateway/model/refusal.h"

#include "tests/support/project_data.h"
#include "tests/support/shared_data.h"

#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::model {
namespace {

unsigned number(Refusal refusal) { return static_cast<unsigned>(refusal); }

// First column of rules.csv, without its heading.
std::vector<std::string> rules_of_the_field() {
  std::istringstream lines(tests::read_file(tests::project_data() / "rules.csv"));
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);)
    names.push_back(line.substr(0, line.find(',')));
  if (!names.empty()) names.erase(names.begin());
  return names;
}

TEST(RefusalTest, NumbersRiseAndAreUnique) {
  unsigned last = 0;
  for (const RefusalText& text : refusal_texts()) {
    if (text.refusal == Refusal::kUnspecified) continue;
    EXPECT_GT(number(text.refusal), last) << text.name;
    last = number(text.refusal);
  }
}

TEST(RefusalTest, BlocksHaveNoGapsSoThatNoneLacksItsText) {
  for (const unsigned block : {1000U, 2000U, 3000U, 4000U, 5000U}) {
    unsigned expected = block;
    for (const RefusalText& text : refusal_texts()) {
      if (number(text.refusal) / 1000 * 1000 == block) {
        EXPECT_EQ(number(text.refusal), ++expected) << text.name;
      }
    }
    EXPECT_GT(expected, block);
  }
}

TEST(RefusalTest, FollowsTheRulesOfTheFieldInTheirOrder) {
  const std::vector<std::string> rules = rules_of_the_field();
  ASSERT_EQ(rules.size(), 30U);

  for (std::size_t i = 0; i < rules.size(); ++i) {
    EXPECT_EQ(describe(static_cast<Refusal>(2001 + i)).name, rules[i]) << i;
  }
  EXPECT_EQ(rules.back(), "MALFORMED") << "reported only when nothing else applies";
}

TEST(RefusalTest, EachTellsItsNameItsCauseAndWhatToDo) {
  std::set<std::string_view> names;
  for (const RefusalText& text : refusal_texts()) {
    EXPECT_TRUE(names.insert(text.name).second) << text.name;
    EXPECT_EQ(text.name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string_view::npos);
    EXPECT_TRUE(text.cause.ends_with('.')) << text.name;
    EXPECT_TRUE(text.next_step.ends_with('.')) << text.name;
    EXPECT_GT(text.next_step.size(), 10U) << text.name;
  }
}

TEST(RefusalTest, IsFoundByCodeNumberAndName) {
  for (const RefusalText& text : refusal_texts()) {
    if (text.refusal == Refusal::kUnspecified) continue;
    const std::string code = to_code(text.refusal);
    ASSERT_EQ(code.size(), 7U) << code;
    EXPECT_EQ(find_refusal(code), &text) << code;
    EXPECT_EQ(find_refusal(code.substr(3)), &text) << code;
    EXPECT_EQ(find_refusal(text.name), &text) << text.name;
  }
  EXPECT_EQ(to_code(Refusal::kConsentMissing), "SC-2001");
}

TEST(RefusalTest, FindsNothingByAnythingElse) {
  for (const std::string_view typed :
       {"", "SC-", "SC-9999", "sc-2001", "SC-02001", "201", "consent_missing", "CONSENT", "-1"}) {
    EXPECT_EQ(find_refusal(typed), nullptr) << typed;
  }
}

TEST(RefusalTest, ANumberFromOutsideIsDescribedAsUnspecified) {
  EXPECT_EQ(describe(static_cast<Refusal>(65'535)).refusal, Refusal::kUnspecified);
  EXPECT_EQ(describe(Refusal{}).refusal, Refusal::kUnspecified) << "zero is a refusal all the same";
}

}  // namespace
}  // namespace gateway::model
