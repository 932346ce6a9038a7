// The policy texts of keys-example/ as they stand: their layout, their agreements, and the example
// messages of the field that they must let pass.

#include "tests/unit/policy/shipped_policy.h"

#include "tests/support/shared_data.h"
#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gateway::policy::shipped {
namespace {

using model::Kind;
using model::Role;
using model::Section;

TEST(ShippedPolicyTest, LoadsAndStandsInItsCanonicalLayout) {
  for (const PolicyText& text : texts()) {
    const auto loaded = parse_policy(text.text, text.file);
    ASSERT_TRUE(loaded) << text_of(loaded.problems);
    EXPECT_EQ(to_text(*loaded.value), text.text) << text.file;
  }
  EXPECT_GT(policy().rule_count(), 100U);
}

TEST(ShippedPolicyTest, EveryRuleSaysInAPlainCommentWhatItIsFor) {
  for (const Policy& text : parsed()) {
    for (const Statement& statement : text.statements) {
      const Rule* const rule = std::get_if<Rule>(&statement);
      if (rule == nullptr) continue;
      EXPECT_FALSE(rule->comments.empty()) << rule->name;
    }
  }
}

/// What one partner of the example network may receive and send, by the roles of its units.
std::map<std::string, std::set<Kind>> kinds_by_partner() {
  std::map<std::string, std::set<Kind>> result;
  auto rows = table("keys-example/partners.csv");
  rows.push_back({"public", "main", "PUBLIC", "*", "*", "no"});
  for (const Cells& cells : rows) {
    auto& kinds = result[cells.at(0)];
    for (const Role held : roles(cells.at(2))) {
      for (const auto& each : model::kKindTexts) {
        const bool tip = each.value == Kind::kTipIntake;
        const bool sends = cells.at(5) == "yes" || (tip && cells.at(5) == "tips only");
        if (receivers().at(each.value).contains(held)) kinds.insert(each.value);
        if (sends && senders().at(each.value).contains(held)) kinds.insert(each.value);
      }
    }
  }
  result.erase("hfj");
  result.at("ctdc").erase(Kind::kBulletinTrend);  // It "receives published statistics" only.
  std::erase_if(result, [](const auto& row) { return row.second.empty(); });
  return result;
}

TEST(ShippedPolicyTest, AgreementsListExactlyWhatAPartnersRolesCanReceiveOrSend) {
  const auto expected = kinds_by_partner();
  std::map<std::string, std::set<Kind>> agreed;
  for (std::uint32_t id = 1; id <= policy().agreement_count(); ++id) {
    const Agreement* agreement = policy().agreement(AgreementId{id});
    EXPECT_EQ(agreement->first, partner("hfj"));
    EXPECT_FALSE(agreement->kinds.any) << agreement->name;
    auto& kinds = agreed[agreement->second.text()];
    EXPECT_TRUE(kinds.empty()) << agreement->name << " is the second with its partner";
    for (const Kind each : agreement->kinds.listed) kinds.insert(each);
  }
  for (const auto& [name, kinds] : expected) EXPECT_EQ(agreed[name], kinds) << name;
  EXPECT_EQ(agreed.size(), expected.size());
  EXPECT_FALSE(agreed.contains("ho-sca")) << "reached through a first responder only";
}

TEST(ShippedPolicyTest, AgreementsHoldUntilTheEndOf2035AndAreReviewed) {
  for (std::uint32_t id = 1; id <= policy().agreement_count(); ++id) {
    const Agreement* agreement = policy().agreement(AgreementId{id});
    EXPECT_TRUE(agreement->period.contains(at("2026-01-01T00:00:00Z")));
    EXPECT_TRUE(agreement->period.contains(at("2035-12-31T23:59:59Z")));
    EXPECT_FALSE(agreement->period.contains(at("2036-01-01T00:00:00Z")));
    EXPECT_TRUE(agreement->review) << agreement->name;
  }
  ShareFacts facts = facts_for(Kind::kIntelReport, Role::kHfjInv, Role::kPolInt);
  facts.now = at("2036-01-01T00:00:00Z");
  EXPECT_EQ(decide(policy(), facts).refusal, model::Refusal::kKindNotInAgreement);
}

/// Both texts must permit: the one that Northvale wrote itself takes nothing from it that forces
/// who adopted ours may do.
TEST(ShippedPolicyTest, NorthvalesOwnTextLetsItSendWhatOtherForcesSend) {
  const std::map<Role, std::string> desks = {
      {Role::kPolInt, "intel"}, {Role::kFro, "intel"}, {Role::kPolOic, "oic"}};
  for (const auto& each : model::kKindTexts) {
    for (const auto& [from, desk] : desks) {
      for (const Role to : receivers().at(each.value)) {
        ShareFacts facts = facts_for(each.value, from, to);
        facts.subject_is_child = Answer::kYes;
        facts.override_recorded = Answer::kYes;
        facts.sender = {partner("pol-northvale"), unit(desk), {from}};
        const RowDecision own = decide(policy(), facts);
        facts.sender.partner = partner("pol-eastmere");
        const RowDecision adopted = decide(policy(), facts);
        EXPECT_EQ(own.permitted(), adopted.permitted())
            << each.text << " " << to_text(from) << " -> " << to_text(to);
        EXPECT_EQ(own.refusal, adopted.refusal) << each.text << " " << to_text(to);
      }
    }
  }
}

TEST(ShippedPolicyTest, EveryExampleMessageReachesEverybodyItIsAddressedTo) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto domain = tests::shared_data() / "domain";
  std::map<std::pair<std::string, std::string>, EnumSet<Role>> units;
  for (const Cells& cells : table((domain / "partners.csv").string())) {
    const std::string desk = cells.at(1).empty() ? std::string(model::kOnlyUnit) : cells.at(1);
    for (const Role held : roles(cells.at(2))) units[{cells.at(0), desk}].insert(held);
  }
  std::size_t rows = 0;
  for (const Cells& cells : table((domain / "examples/index.csv").string())) {
    const auto message = nlohmann::json::parse(tests::read_file(domain / "examples" / cells.at(2)));
    const auto& head = message.at("envelope");
    const auto& from = head.at("sender");
    const std::string name = from.at("partner");
    const std::string desk = from.at("unit").is_null() ? std::string(model::kOnlyUnit)
                                                       : from.at("unit").get<std::string>();
    for (const auto& to : head.at("recipients")) {
      const std::string wanted = to.at("role");
      ShareFacts facts = facts_for(kind(cells.at(1)), Role::kHfjInv, role(wanted));
      facts.sender = {partner(name), unit(desk), units.at({name, desk})};
      facts.recipient.partner = partner(to.at("partner").get<std::string>());
      facts.purpose =
          *base::value_in(model::kPurposeTexts, head.at("legal").at("purpose").get<std::string>());
      facts.now = at(cells.at(0));
      facts.consents.reset();

      const RowDecision decision = decide(policy(), facts);

      EXPECT_TRUE(decision.shared())
          << cells.at(2) << " " << wanted << " " << model::describe(decision.refusal).name;
      EXPECT_TRUE(decision.section(Section::kContent).permitted()) << cells.at(2);
      ++rows;
    }
  }
  EXPECT_GT(rows, 130U);
}

}  // namespace
}  // namespace gateway::policy::shipped
