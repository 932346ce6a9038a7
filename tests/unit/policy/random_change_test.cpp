// What changing a policy may and may not do to its answers, over random policies with every clause
// of the language. random_policy_test.cpp asks the same of a smaller language, removing and adding.

#include "gateway/policy/decide_widest.h"

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

constexpr std::size_t kRandomChangeRounds = 150;
constexpr std::size_t kRandomChangeQuestionsEach = 24;

class RandomChangeTest : public testing::Test {
 protected:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }

  static std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += text + "--\n";
    return all;
  }

  void shuffle(Condition& condition) {
    const auto each = [this](std::vector<Condition>& operands) {
      std::ranges::shuffle(operands, engine_);
      for (Condition& operand : operands) shuffle(operand);
    };
    if (auto* negated = std::get_if<Not>(&condition.question)) each(negated->operand);
    if (auto* all = std::get_if<AllOf>(&condition.question)) each(all->operands);
    if (auto* any = std::get_if<AnyOf>(&condition.question)) each(any->operands);
  }

  void shuffle(Statement& statement) {
    if (auto* adoption = std::get_if<Adoption>(&statement)) {
      std::ranges::shuffle(adoption->partners, engine_);
    }
    if (auto* agreement = std::get_if<Agreement>(&statement)) {
      std::swap(agreement->first, agreement->second);
    }
    if (auto* rule = std::get_if<Rule>(&statement)) {
      std::ranges::shuffle(rule->senders, engine_);
      std::ranges::shuffle(rule->recipients, engine_);
      if (rule->when) shuffle(*rule->when);
      if (rule->unless) shuffle(*rule->unless);
    }
  }

  /// Other white space and comments between the same words. A statement begins its line.
  std::string laid_out_anew(const std::string& text) {
    static const std::vector<std::string> kGaps = {" ",    "   ",     "\t",
                                                   "\n  ", "\n\t\n ", " # permit all anyone\n  "};
    std::string result = "# forbid\n";
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool inside =
          text[i] == ' ' || (text[i] == '\n' && i + 1 < text.size() && text[i + 1] == ' ');
      if (inside) {
        result += kGaps.at(below(kGaps.size()));
      } else {
        result += text[i];
      }
    }
    return result;
  }

  std::vector<std::string> rewritten(std::vector<std::string> texts) {
    std::ranges::shuffle(texts, engine_);
    for (std::string& text : texts) {
      auto policy = *parse_policy(text, "before").value;
      std::ranges::shuffle(policy.statements, engine_);
      for (Statement& statement : policy.statements) shuffle(statement);
      text = laid_out_anew(to_text(policy));
    }
    return texts;
  }

  std::mt19937_64 engine_{7};
  tests::RandomPolicy random_{[this](std::size_t limit) { return below(limit); }};
};

TEST_F(RandomChangeTest, OrderOfTextsStatementsAndListsAndLayoutNeverMatter) {
  std::size_t shared = 0;
  for (std::size_t round = 0; round < kRandomChangeRounds && !HasFailure(); ++round) {
    const auto texts = random_.texts();
    const auto others = rewritten(texts);
    const PolicySet before = set_of(texts);
    const PolicySet after = set_of(others);
    for (std::size_t i = 0; i < kRandomChangeQuestionsEach; ++i) {
      const ShareFacts facts = random_.facts();
      const RowDecision decision = decide(before, facts);
      EXPECT_EQ(decide(after, facts), decision) << joined(texts) << "rewritten:\n"
                                                << joined(others);
      shared += decision.shared() ? 1U : 0U;
    }
  }
  EXPECT_GT(shared, kRandomChangeRounds);
}

TEST_F(RandomChangeTest, TheWidestAnswerHoldsWhateverTheUnknownTurnsOutToBe) {
  const auto forget = [this](ShareFacts facts) {
    if (below(2) == 0) facts.urgency = model::Urgency::kNone;
    if (below(2) == 0) facts.marking = model::Marking::kNone;
    if (below(2) == 0) facts.handling = model::HandlingCode::kNone;
    if (below(2) == 0) facts.subject_is_child = Answer::kUnknown;
    if (below(2) == 0) facts.override_recorded = Answer::kUnknown;
    if (below(2) == 0) facts.area_matches = Answer::kUnknown;
    if (below(2) == 0) facts.sector_matches = Answer::kUnknown;
    if (below(2) == 0) facts.topic.reset();
    if (below(2) == 0) facts.consents.reset();
    if (below(2) == 0) facts.sanitised.reset();
    if (below(2) == 0) facts.bases = {};
    return facts;
  };
  std::size_t wider = 0;
  for (std::size_t round = 0; round < kRandomChangeRounds && !HasFailure(); ++round) {
    const auto texts = random_.texts();
    const PolicySet set = set_of(texts);
    for (std::size_t i = 0; i < kRandomChangeQuestionsEach; ++i) {
      const ShareFacts facts = random_.facts();
      const RowDecision decision = decide(set, facts);
      const RowDecision widest = decide_widest(set, forget(facts));
      EXPECT_TRUE((decision.permitted() - widest.permitted()).empty()) << joined(texts);
      for (const model::Section section : decision.permitted()) {
        EXPECT_LE(widest.section(section).treatment, decision.section(section).treatment);
      }
      wider += (widest.permitted() - decision.permitted()).empty() ? 0U : 1U;
    }
  }
  EXPECT_GT(wider, kRandomChangeRounds / 2) << "the unknown mattered to too few";
}

TEST_F(RandomChangeTest, NoRuleAddedWidensPastAForbid) {
  std::size_t held = 0;
  for (std::size_t round = 0; round < kRandomChangeRounds && !HasFailure(); ++round) {
    auto texts = random_.texts();
    const PolicySet before = set_of(texts);
    // The widest permit there is, in every text, and something random beside it.
    for (std::string& text : texts) {
      text += "permit widest" + std::to_string(&text - texts.data()) +
              " anyone to share * * with anyone for any purpose\n" + random_.permit();
    }
    const PolicySet after = set_of(texts);
    for (std::size_t i = 0; i < kRandomChangeQuestionsEach; ++i) {
      const ShareFacts facts = random_.facts();
      const RowDecision narrow = decide(before, facts);
      const RowDecision wide = decide(after, facts);
      for (const model::Section section : facts.sections) {
        if (narrow.section(section).outcome != SectionOutcome::kForbidden) continue;
        EXPECT_EQ(wide.section(section).outcome, SectionOutcome::kForbidden) << joined(texts);
        ++held;
      }
    }
  }
  EXPECT_GT(held, kRandomChangeRounds / 2) << "the forbids stood in nobody's way";
}

TEST_F(RandomChangeTest, RemovingAPermitNeverGrants) {
  std::size_t shared = 0;
  for (std::size_t round = 0; round < kRandomChangeRounds && !HasFailure(); ++round) {
    const auto texts = random_.texts();
    std::vector<Policy> policies;
    for (const std::string& text : texts) policies.push_back(*parse_policy(text, "all").value);
    auto fewer = policies;
    auto& statements = fewer.at(below(fewer.size())).statements;
    const auto removed = std::ranges::find_if(statements, [](const Statement& statement) {
      const auto* rule = std::get_if<Rule>(&statement);
      return rule != nullptr && rule->effect == Effect::kPermit;
    });
    if (removed == statements.end()) continue;
    statements.erase(removed);
    const auto before = PolicySet::build(partner("hfj"), policies);
    const auto after = PolicySet::build(partner("hfj"), fewer);
    for (std::size_t i = 0; i < kRandomChangeQuestionsEach; ++i) {
      const ShareFacts facts = random_.facts();
      const RowDecision had = decide(*before.value, facts);
      const RowDecision has = decide(*after.value, facts);
      shared += had.shared() ? 1U : 0U;
      EXPECT_TRUE((has.permitted() - had.permitted()).empty()) << joined(texts);
      for (const model::Section section : has.permitted()) {
        EXPECT_GE(has.section(section).treatment, had.section(section).treatment) << joined(texts);
      }
    }
  }
  EXPECT_GT(shared, kRandomChangeRounds);
}

}  // namespace
}  // namespace gateway::policy
