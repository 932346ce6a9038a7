#include "gateway/policy/diff.h"

#include "gateway/policy/print.h"

#include "tests/support/random_policy.h"
#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

std::string shown(const AccessChange& change) {
  const std::string verb = change.change == ChangeKind::kGains
                               ? "gains"
                               : (change.change == ChangeKind::kLoses ? "loses" : "changes");
  std::string text = to_text(change.to) + " " + verb + " " + std::string(to_text(change.kind)) +
                     " [" + sections_text(change.sections) + "] from " + to_text(change.from);
  for (const auto& terms : {change.before, change.after}) {
    if (!terms) continue;
    text += " | " + std::string(to_text(terms->treatment)) + " " +
            std::string(model::to_text(terms->mode)) + " " + terms->when;
    for (const std::string& guard : terms->guards) text += " " + guard;
  }
  return text;
}

std::string shown(const PolicyDiff& found) {
  std::string text;
  for (const PaperChange& paper : found.papers) {
    text +=
        paper.what + ": " + paper.before.value_or("-") + " => " + paper.after.value_or("-") + "\n";
  }
  for (const AccessChange& change : found.accesses) text += shown(change) + "\n";
  return text;
}

TEST(DiffTest, SaysWhoGainsAndWhoLosesWhat) {
  const std::string plain =
      "permit p role HFJ_CARE to share intel.ack [content, risk] with role LA for VICTIM_SUPPORT\n";
  struct Row {
    std::string name;
    std::string before;
    std::string after;
    std::string changes;
  };
  const std::vector<Row> table = {
      {"a new recipient", plain,
       "permit p role HFJ_CARE to share intel.ack [content, risk] with role LA, NCA for "
       "VICTIM_SUPPORT\n",
       "role NCA gains intel.ack [content risk] from role HFJ_CARE | full direct \n"},
      {"a section less", plain,
       "permit p role HFJ_CARE to share intel.ack [content] with role LA for VICTIM_SUPPORT\n",
       "role LA loses intel.ack [risk] from role HFJ_CARE | full direct \n"},
      {"other terms", plain,
       "permit p role HFJ_CARE to share intel.ack [content, risk] with role LA for VICTIM_SUPPORT "
       "when override as sanitised by release\n",
       "role LA changes intel.ack [content risk] from role HFJ_CARE | full direct  | sanitised "
       "release override\n"},
      {"another purpose more", plain,
       "permit p role HFJ_CARE to share intel.ack [content, risk] with role LA for VICTIM_SUPPORT, "
       "SAFEGUARDING\n",
       "role LA gains intel.ack [content risk] from role HFJ_CARE | full direct \n"},
      {"a forbid", plain, plain + "forbid f anyone to share * [risk] with anyone\n",
       "role LA loses intel.ack [risk] from role HFJ_CARE | full direct \n"},
      {"a forbid that can be lifted", plain,
       plain + "forbid f anyone to share * [risk] with anyone unless approved by 2 trustees\n",
       "role LA changes intel.ack [risk] from role HFJ_CARE | full direct  | full direct  "
       "forbidden "
       "unless approved by 2 trustees\n"},
      {"a wider recipient is no loss for the narrower", plain,
       "permit p role HFJ_CARE to share intel.ack [content, risk] with anyone for VICTIM_SUPPORT\n",
       "anyone gains intel.ack [content risk] from role HFJ_CARE | full direct \n"},
      {"another name and another layout", plain,
       "permit q role HFJ_CARE to share intel.ack [risk] with role LA for VICTIM_SUPPORT\n"
       "permit p role HFJ_CARE to share intel.ack [content] with role LA for VICTIM_SUPPORT\n",
       ""},
      {"conditions in another order",
       "permit p hfj to share intel.ack * with hfj for any purpose when override and (sanitised or "
       "subject is child)\n",
       "permit p hfj to share intel.ack * with hfj for any purpose when (subject is child or "
       "sanitised) and override\n",
       ""},
      {"an agreement", std::string(kAgreement),
       "agreement ISA-1 between harbourlight-housing and hfj from 2026-01-01 until 2027-12-31 "
       "purposes SAFEGUARDING, VICTIM_SUPPORT\n",
       "agreement ISA-1 until: 2026-12-31 => 2027-12-31\n"},
      {"an adoption", "", "adopt pol-north\n", "pol-north adopts: - => the text of hfj\n"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(shown(diff(set_of({row.before}), set_of({row.after}))), row.changes) << row.name;
  }
}

TEST(DiffTest, ATextOfAPartnersOwnIsToldForItself) {
  const std::string ngo =
      "permit p anyone to share intel.ack [content] with role HFJ_INV for CRIME_PREVENTION\n";
  const std::string own =
      "policy of pol-north version 1\n"
      "permit q pol-north to share intel.ack [content] with role HFJ_INV for any purpose\n";

  const PolicyDiff found = diff(set_of({ngo}), set_of({ngo, own}));

  ASSERT_EQ(found.accesses.size(), 1U);
  EXPECT_EQ(found.accesses.front().text, partner("pol-north"));
  EXPECT_EQ(found.accesses.front().change, ChangeKind::kGains);
  EXPECT_EQ(found.papers,
            (std::vector<PaperChange>{{"policy of pol-north", std::nullopt, "has a text"}}));
}

// ── properties ──

class RandomDiffTest : public testing::Test {
 protected:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }

  void shuffle(Condition& condition) {
    const auto each = [this](std::vector<Condition>& operands) {
      std::ranges::shuffle(operands, engine_);
      for (Condition& operand : operands) shuffle(operand);
    };
    if (auto* negated = std::get_if<Not>(&condition.question)) each(negated->operand);
    if (auto* all = std::get_if<AllOf>(&condition.question)) each(all->operands);
    if (auto* any = std::get_if<AnyOf>(&condition.question)) each(any->operands);
  }

  std::vector<Policy> parsed(const std::vector<std::string>& texts) {
    std::vector<Policy> policies;
    for (const std::string& text : texts) policies.push_back(*parse_policy(text, "t").value);
    return policies;
  }

  static PolicySet built(const std::vector<Policy>& policies) {
    auto loaded = PolicySet::build(partner("hfj"), policies);
    EXPECT_TRUE(loaded) << text_of(loaded.problems);
    return loaded ? *loaded.value : PolicySet(partner("hfj"));
  }

  std::mt19937_64 engine_{17};
  tests::RandomPolicy random_{[this](std::size_t limit) { return below(limit); }};
};

TEST_F(RandomDiffTest, ReorderedTextsDifferInNothing) {
  for (std::size_t round = 0; round < 12 && !HasFailure(); ++round) {
    auto policies = parsed(random_.texts());
    const PolicySet before = built(policies);
    std::ranges::shuffle(policies, engine_);
    for (Policy& policy : policies) {
      std::ranges::shuffle(policy.statements, engine_);
      for (Statement& statement : policy.statements) {
        auto* rule = std::get_if<Rule>(&statement);
        if (rule == nullptr) continue;
        rule->name += "-renamed";
        std::ranges::shuffle(rule->senders, engine_);
        std::ranges::shuffle(rule->recipients, engine_);
        if (rule->when) shuffle(*rule->when);
        if (rule->unless) shuffle(*rule->unless);
      }
    }
    const PolicyDiff found = diff(before, built(policies));
    EXPECT_TRUE(found.empty()) << shown(found);
  }
}

/// What is given, without the names of rules; why something is not given may be told otherwise.
RowDecision nameless(const RowDecision& decision) {
  RowDecision given;
  given.verdict = decision.verdict;
  for (std::size_t i = 0; i < decision.sections.size(); ++i) {
    if (!decision.sections.at(i).permitted()) continue;
    given.sections.at(i) = decision.sections.at(i);
    given.sections.at(i).rule = RuleId::kNone;
    given.sections.at(i).owner_rule = RuleId::kNone;
  }
  return given;
}

TEST_F(RandomDiffTest, WhereNothingDiffersEveryDecisionIsTheSame) {
  std::size_t same = 0;
  std::size_t different = 0;
  for (std::size_t round = 0; round < 60 && !HasFailure(); ++round) {
    auto policies = parsed(random_.texts());
    const PolicySet before = built(policies);
    // One statement is taken out, doubled under another name, or split in two.
    Policy& policy = policies.at(below(policies.size()));
    if (policy.statements.empty()) continue;
    const std::size_t at = below(policy.statements.size());
    const auto* rule = std::get_if<Rule>(&policy.statements.at(at));
    if (rule == nullptr || below(3) == 0) {
      policy.statements.erase(policy.statements.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      Rule other = *rule;
      other.name += "-too";
      if (below(2) == 0 && !other.sections.any) {
        other.sections.listed = {*other.sections.listed.begin()};
      } else if (below(2) == 0) {
        other.recipients.push_back({Anyone{}, {}});
      }
      policy.statements.emplace_back(std::move(other));
    }
    const PolicySet after = built(policies);
    const bool is_same = diff(before, after).empty();
    EXPECT_EQ(diff(after, before).empty(), is_same);
    (is_same ? same : different) += 1;
    for (std::size_t i = 0; i < 30 && is_same; ++i) {
      const ShareFacts facts = random_.facts();
      EXPECT_EQ(nameless(decide(after, facts)), nameless(decide(before, facts)));
    }
  }
  EXPECT_GT(same, 5U);
  EXPECT_GT(different, 5U);
}

}  // namespace
}  // namespace gateway::policy
