// The policy texts of keys-example/ against the matrix of the project and the example messages.

#include "gateway/base/text.h"
#include "gateway/policy/matrix.h"

#include "tests/support/shared_data.h"
#include "tests/unit/policy/fixture.h"

#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gateway::policy {
namespace {

using model::Kind;
using model::Role;
using model::Section;

const std::filesystem::path kProject = PROJECT_FOLDER;

std::vector<std::vector<std::string>> table(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(tests::read_file(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    std::vector<std::string> cells;
    for (const auto cell : base::split(line, ',')) cells.emplace_back(cell);
    rows.push_back(std::move(cells));
  }
  rows.erase(rows.begin());
  return rows;
}

std::vector<PolicyText> shipped_texts() {
  std::vector<PolicyText> texts;
  for (const auto& file : std::filesystem::directory_iterator(kProject / "keys-example/policy")) {
    if (file.path().extension() != ".policy") continue;
    texts.push_back({file.path().filename().string(), tests::read_file(file.path())});
  }
  return texts;
}

const PolicySet& shipped() {
  static const PolicySet kSet = [] {
    auto loaded = load_policies(partner("hfj"), shipped_texts());
    EXPECT_TRUE(loaded) << text_of(loaded.problems);
    return loaded ? *loaded.value : PolicySet(partner("hfj"));
  }();
  return kSet;
}

Role role(std::string_view text) {
  const auto found = base::value_in(model::kRoleTexts, text);
  EXPECT_TRUE(found) << "no role: " << text;
  return found.value_or(Role::kNone);
}
Kind kind(std::string_view text) { return *base::value_in(model::kKindTexts, text); }

std::set<Role> roles(std::string_view text) {
  std::set<Role> result;
  for (const auto word : base::split(text, ' ')) result.insert(role(word));
  return result;
}

/// One section of one kind as schemas/field_map/sections.csv has it.
struct SectionRow {
  Kind kind = Kind::kNone;
  Section section = Section::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  std::map<Role, std::string> levels;
};

std::vector<SectionRow> section_rows() {
  std::vector<SectionRow> rows;
  for (const auto& cells : table(kProject / "schemas/field_map/sections.csv")) {
    SectionRow row{kind(cells.at(0)),
                   *base::value_in(model::kSectionTexts, cells.at(1)),
                   *base::value_in(model::kSectionModeTexts, cells.at(2)),
                   {}};
    for (const auto word : base::split(cells.at(4), ' ')) {
      const auto parts = base::split(word, '=');
      row.levels[role(parts.at(0))] = parts.at(1);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

EnumSet<Section> sections_of(Kind wanted) {
  EnumSet<Section> sections;
  for (const SectionRow& row : section_rows()) {
    if (row.kind == wanted) sections.insert(row.section);
  }
  return sections;
}

std::set<Kind> kinds_with_a_schema() {
  std::set<Kind> kinds;
  for (const SectionRow& row : section_rows()) {
    const std::string map = "schemas/field_map/" + std::string(to_text(row.kind)) + ".csv";
    if (std::filesystem::exists(kProject / map)) kinds.insert(row.kind);
  }
  return kinds;
}

/// Somebody in that role.
Recipient somebody(Role wanted) {
  static const std::map<Role, std::pair<const char*, const char*>> kWho = {
      {Role::kHfjInv, {"hfj", "investigations"}},
      {Role::kHfjCare, {"hfj", "aftercare"}},
      {Role::kHfjLegal, {"hfj", "legal"}},
      {Role::kHfjCamp, {"hfj", "campaigns"}},
      {Role::kPolInt, {"pol-northvale", "intel"}},
      {Role::kPolOic, {"pol-northvale", "oic"}},
      {Role::kNca, {"nca-mshtu", "main"}},
      {Role::kFwa, {"fair-work-agency", "main"}},
      {Role::kCps, {"cps-northvale", "main"}},
      {Role::kSca, {"ho-sca", "main"}},
      {Role::kFro, {"fro-lanternhouse", "main"}},
      {Role::kMsvcc, {"msvcc-prime", "main"}},
      {Role::kSafehouse, {"harbourlight-housing", "main"}},
      {Role::kLa, {"southhaven-council-adults", "main"}},
      {Role::kHealth, {"northvale-gp", "main"}},
      {Role::kForum, {"anti-trafficking-forum", "main"}},
      {Role::kPublic, {"public", "main"}},
      {Role::kTipster, {"helpline-relay", "main"}},
  };
  const auto& [name, desk] = kWho.at(wanted);
  return {partner(name), unit(desk), wanted};
}

/// The purpose the kind is sent for in the examples.
model::Purpose purpose_of(Kind wanted) {
  static const std::map<Kind, model::Purpose> kPurposes = {
      {Kind::kTipIntake, model::Purpose::kCrimePrevention},
      {Kind::kIntelReport, model::Purpose::kCrimePrevention},
      {Kind::kIntelAck, model::Purpose::kCrimePrevention},
      {Kind::kConsentRecord, model::Purpose::kAccountability},
      {Kind::kAftercareReferral, model::Purpose::kVictimSupport},
      {Kind::kAftercareResponse, model::Purpose::kVictimSupport},
  };
  return kPurposes.at(wanted);
}

ShareFacts facts_for(Kind wanted, Role from, Role to) {
  ShareFacts facts = referral();
  const Recipient sender = somebody(from);
  facts.sender = {sender.partner, sender.unit, {from}};
  facts.recipient = somebody(to);
  facts.kind = wanted;
  facts.sections = sections_of(wanted);
  facts.purpose = purpose_of(wanted);
  facts.sanitised = facts.sections;
  return facts;
}

Role a_sender_of(Kind wanted) {
  for (const auto& cells : table(kProject / "schemas/matrix/kind_senders.csv")) {
    if (kind(cells.at(0)) == wanted) return *roles(cells.at(1)).begin();
  }
  return Role::kNone;
}

TEST(ShippedPolicyTest, LoadsAndStandsInItsCanonicalLayout) {
  for (const PolicyText& text : shipped_texts()) {
    const auto loaded = parse_policy(text.text, text.file);
    ASSERT_TRUE(loaded) << text_of(loaded.problems);
    EXPECT_EQ(to_text(*loaded.value), text.text) << text.file;
  }
  EXPECT_GT(shipped().rule_count(), 20U);
}

TEST(ShippedPolicyTest, RolesThatMayReceiveAndSendAreThoseOfTheMatrix) {
  const std::set<Kind> kinds = kinds_with_a_schema();
  EXPECT_EQ(kinds.size(), 6U);
  for (const auto& [file, receiving] :
       {std::pair("kind_roles.csv", true), std::pair("kind_senders.csv", false)}) {
    for (const auto& cells : table(kProject / "schemas/matrix" / file)) {
      const Kind each = kind(cells.at(0));
      if (!kinds.contains(each)) continue;
      const std::set<Role> expected = roles(cells.at(1));
      for (const auto& row : model::kRoleTexts) {
        const bool answer = receiving ? may_ever_receive(shipped(), each, row.value)
                                      : may_ever_send(shipped(), each, row.value);
        EXPECT_EQ(answer, expected.contains(row.value))
            << file << " " << cells.at(0) << " " << row.text;
      }
    }
  }
}

TEST(ShippedPolicyTest, EverySenderReachesEveryReceiverAndNobodyElseDoes) {
  std::map<Kind, std::set<Role>> senders;
  std::map<Kind, std::set<Role>> receivers;
  for (const auto& cells : table(kProject / "schemas/matrix/kind_senders.csv")) {
    senders[kind(cells.at(0))] = roles(cells.at(1));
  }
  for (const auto& cells : table(kProject / "schemas/matrix/kind_roles.csv")) {
    if (kinds_with_a_schema().contains(kind(cells.at(0)))) {
      receivers[kind(cells.at(0))] = roles(cells.at(1));
    }
  }
  for (const Kind each : kinds_with_a_schema()) {
    for (const auto& from : model::kRoleTexts) {
      for (const auto& to : model::kRoleTexts) {
        const RowDecision decision = decide(shipped(), facts_for(each, from.value, to.value));
        const bool expected =
            senders.at(each).contains(from.value) && receivers.at(each).contains(to.value);
        EXPECT_EQ(decision.shared(), expected)
            << to_text(each) << " " << from.text << " -> " << to.text << " "
            << model::describe(decision.refusal).name;
        if (!expected) {
          EXPECT_EQ(decision.refusal, model::Refusal::kRoleNotPermitted);
        }
      }
    }
  }
}

Treatment treatment_of(char level) {
  switch (level) {
    case 'S':
      return Treatment::kSanitised;
    case 'P':
      return Treatment::kPseudonym;
    case 'T':
      return Treatment::kToken;
    case 'A':
      return Treatment::kAggregate;
    default:
      return Treatment::kFull;
  }
}

TEST(ShippedPolicyTest, EverySectionIsGivenToEveryRoleAsTheMatrixSays) {
  for (const SectionRow& row : section_rows()) {
    if (!kinds_with_a_schema().contains(row.kind)) continue;
    for (const auto& [to, level] : row.levels) {
      const std::string where = std::string(to_text(row.kind)) + " " +
                                std::string(to_text(row.section)) + " " + std::string(to_text(to)) +
                                " " + level;
      const bool never = level == "N";
      const bool bound = level.starts_with("C") || level.starts_with("L");
      ShareFacts facts = facts_for(row.kind, a_sender_of(row.kind), to);

      const SectionDecision bare = decide(shipped(), facts).section(row.section);
      EXPECT_EQ(bare.permitted(), !never && !bound) << where;

      facts.override_recorded = Answer::kYes;
      const SectionDecision overruled = decide(shipped(), facts).section(row.section);
      EXPECT_EQ(overruled.permitted(), !never && !level.starts_with("C")) << where;

      facts.override_recorded = Answer::kNo;
      facts.consents = EnumSet<model::ConsentPurpose>();
      for (const auto& purpose : model::kConsentPurposeTexts) facts.consents->insert(purpose.value);
      const SectionDecision consented = decide(shipped(), facts).section(row.section);
      EXPECT_EQ(consented.permitted(), !never && level != "L") << where;

      if (bound && level.size() > 2) {
        facts.consents->erase(*base::value_in(model::kConsentPurposeTexts, level.substr(2)));
        EXPECT_FALSE(decide(shipped(), facts).section(row.section).permitted()) << where;
      }
      for (const SectionDecision& given : {bare, overruled, consented}) {
        if (!given.permitted()) continue;
        EXPECT_EQ(given.mode, row.mode) << where;
        EXPECT_EQ(given.treatment, treatment_of(level.front())) << where;
        EXPECT_FALSE(given.obligations.keep.empty()) << where;
      }
    }
  }
}

TEST(ShippedPolicyTest, AChildsReferralDoesNotWaitForConsentButItsHealthDataDo) {
  ShareFacts facts = facts_for(Kind::kAftercareReferral, Role::kHfjCare, Role::kMsvcc);
  facts.subject_is_child = Answer::kYes;

  const RowDecision decision = decide(shipped(), facts);

  EXPECT_TRUE(decision.section(Section::kIdentity).permitted());
  EXPECT_FALSE(decision.section(Section::kHealth).permitted());
}

TEST(ShippedPolicyTest, AnAgreementCoversEveryPartnerUntilTheEndOf2035) {
  std::set<std::string> covered;
  for (std::uint32_t id = 1; id <= shipped().agreement_count(); ++id) {
    const Agreement* agreement = shipped().agreement(AgreementId{id});
    EXPECT_EQ(agreement->first, partner("hfj"));
    EXPECT_TRUE(agreement->period.contains(at("2026-01-01T00:00:00Z")));
    EXPECT_TRUE(agreement->period.contains(at("2035-12-31T23:59:59Z")));
    EXPECT_FALSE(agreement->period.contains(at("2036-01-01T00:00:00Z")));
    covered.insert(agreement->second.text());
  }
  EXPECT_EQ(covered.size(), 26U);
  ShareFacts facts = facts_for(Kind::kIntelReport, Role::kHfjInv, Role::kPolInt);
  facts.now = at("2036-01-01T00:00:00Z");
  EXPECT_EQ(decide(shipped(), facts).refusal, model::Refusal::kKindNotInAgreement);
}

TEST(ShippedPolicyTest, EveryExampleMessageReachesEverybodyItIsAddressedTo) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto domain = tests::shared_data() / "domain";
  std::map<std::pair<std::string, std::string>, EnumSet<Role>> units;
  for (const auto& cells : table(domain / "partners.csv")) {
    const std::string desk = cells.at(1).empty() ? std::string(model::kOnlyUnit) : cells.at(1);
    for (const auto word : base::split(cells.at(2), ' ')) {
      units[{cells.at(0), desk}].insert(role(word));
    }
  }
  std::size_t rows = 0;
  for (const auto& cells : table(domain / "examples/index.csv")) {
    if (!kinds_with_a_schema().contains(kind(cells.at(1)))) continue;
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

      const RowDecision decision = decide(shipped(), facts);

      EXPECT_TRUE(decision.shared())
          << cells.at(2) << " " << wanted << " " << model::describe(decision.refusal).name;
      EXPECT_TRUE(decision.section(Section::kContent).permitted()) << cells.at(2);
      ++rows;
    }
  }
  EXPECT_GT(rows, 40U);
}

}  // namespace
}  // namespace gateway::policy
