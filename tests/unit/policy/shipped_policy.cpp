#include "tests/unit/policy/shipped_policy.h"

#include "gateway/base/text.h"

#include "tests/support/shared_data.h"
#include "tests/unit/policy/fixture.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include <gtest/gtest.h>

namespace gateway::policy::shipped {
namespace {

using model::Kind;
using model::Purpose;
using model::Role;
using model::Section;

const std::filesystem::path kProject = PROJECT_FOLDER;

Cells cells_of(const std::string& line) {
  Cells cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

std::map<Kind, std::set<Role>> roles_by_kind(std::string_view path) {
  std::map<Kind, std::set<Role>> result;
  for (const Cells& cells : table(path)) {
    if (!cells.at(1).starts_with('(')) result[kind(cells.at(0))] = roles(cells.at(1));
  }
  return result;
}

}  // namespace

std::vector<Cells> table_with_header(std::string_view path_in_project) {
  std::vector<Cells> rows;
  std::istringstream lines(tests::read_file(kProject / path_in_project));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    rows.push_back(cells_of(line));
  }
  return rows;
}

std::vector<Cells> table(std::string_view path_in_project) {
  auto rows = table_with_header(path_in_project);
  rows.erase(rows.begin());
  return rows;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  for (const auto word : base::split(text, ' ')) {
    if (!word.empty()) result.emplace_back(word);
  }
  return result;
}

Kind kind(std::string_view text) {
  const auto found = base::value_in(model::kKindTexts, text);
  EXPECT_TRUE(found) << "no kind: " << text;
  return found.value_or(Kind::kNone);
}

Role role(std::string_view text) {
  const auto found = base::value_in(model::kRoleTexts, text);
  EXPECT_TRUE(found) << "no role: " << text;
  return found.value_or(Role::kNone);
}

std::set<Role> roles(std::string_view text) {
  std::set<Role> result;
  for (const auto& word : words(text)) result.insert(role(word));
  return result;
}

std::vector<PolicyText> texts() {
  std::vector<PolicyText> result;
  for (const auto& file : std::filesystem::directory_iterator(kProject / "keys-example/policy")) {
    if (file.path().extension() != ".policy") continue;
    result.push_back({file.path().filename().string(), tests::read_file(file.path())});
  }
  std::ranges::sort(result, {}, &PolicyText::file);
  return result;
}

std::vector<Policy> parsed() {
  std::vector<Policy> result;
  for (const PolicyText& text : texts()) {
    auto loaded = parse_policy(text.text, text.file);
    EXPECT_TRUE(loaded) << text_of(loaded.problems);
    if (loaded) result.push_back(*std::move(loaded.value));
  }
  return result;
}

PolicySet built(std::vector<Policy> policies) {
  auto loaded = PolicySet::build(partner("hfj"), std::move(policies));
  EXPECT_TRUE(loaded) << text_of(loaded.problems);
  return loaded ? *loaded.value : PolicySet(partner("hfj"));
}

const PolicySet& policy() {
  static const PolicySet kSet = built(parsed());
  return kSet;
}

const std::map<Kind, std::set<Role>>& receivers() {
  static const std::map<Kind, std::set<Role>> kReceivers = [] {
    auto result = roles_by_kind("schemas/matrix/kind_roles.csv");
    // "Same as target message": whoever some message may go to. PUBLIC is a page.
    std::set<Role> reached;
    for (const auto& [each, its_roles] : result) reached.insert(its_roles.begin(), its_roles.end());
    reached.erase(Role::kPublic);
    result[Kind::kControlRecall] = reached;
    result[Kind::kControlRectify] = reached;
    return result;
  }();
  return kReceivers;
}

const std::map<Kind, std::set<Role>>& senders() {
  static const auto kSenders = roles_by_kind("schemas/matrix/kind_senders.csv");
  return kSenders;
}

const std::vector<SectionRow>& section_rows() {
  static const std::vector<SectionRow> kRows = [] {
    std::vector<SectionRow> rows;
    for (const Cells& cells : table("schemas/field_map/sections.csv")) {
      rows.push_back({kind(cells.at(0)), *base::value_in(model::kSectionTexts, cells.at(1)),
                      *base::value_in(model::kSectionModeTexts, cells.at(2)), words(cells.at(3))});
    }
    return rows;
  }();
  return kRows;
}

EnumSet<Section> sections_of(Kind wanted) {
  EnumSet<Section> sections;
  for (const SectionRow& row : section_rows()) {
    if (row.kind == wanted) sections.insert(row.section);
  }
  return sections;
}

Recipient somebody(Role wanted) {
  static const std::map<Role, std::pair<const char*, const char*>> kWho = {
      {Role::kHfjInv, {"hfj", "investigations"}},
      {Role::kHfjCare, {"hfj", "aftercare"}},
      {Role::kHfjLegal, {"hfj", "legal"}},
      {Role::kHfjCamp, {"hfj", "campaigns"}},
      {Role::kPolInt, {"pol-eastmere", "intel"}},
      {Role::kPolOic, {"pol-eastmere", "oic"}},
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

EnumSet<Purpose> purposes_of(Kind wanted) {
  const std::string_view family = to_text(wanted).substr(0, to_text(wanted).find('.'));
  // The first is what the examples give.
  if (family == "tip" || family == "intel") {
    return {Purpose::kCrimePrevention, Purpose::kSafeguarding};
  }
  if (family == "consent") return {Purpose::kAccountability, Purpose::kVictimSupport};
  if (family == "nrm" || family == "aftercare") {
    return {Purpose::kVictimSupport, Purpose::kSafeguarding};
  }
  if (family == "advocacy") return {Purpose::kAccessToJustice};
  if (family == "justice") return {Purpose::kProsecution};
  if (family == "alert" || family == "safeguarding") return {Purpose::kSafeguarding};
  if (family == "stats") return {Purpose::kStatistics};
  if (family == "bulletin") return {Purpose::kPrevention};
  EXPECT_EQ(family, "control");
  return {Purpose::kAccountability};
}

ShareFacts facts_for(Kind wanted, Role from, Role to) {
  ShareFacts facts = referral();
  const Recipient sender = somebody(from);
  facts.sender = {sender.partner, sender.unit, {from}};
  facts.recipient = somebody(to);
  facts.kind = wanted;
  facts.sections = sections_of(wanted);
  // The examples send what is about consent for accountability, and NCA's agreement knows no other.
  const auto purposes = purposes_of(wanted);
  facts.purpose =
      purposes.contains(Purpose::kAccountability) ? Purpose::kAccountability : *purposes.begin();
  facts.bases = {model::LegalBasis::kLegitimateInterests};
  facts.sanitised = facts.sections;
  return facts;
}

}  // namespace gateway::policy::shipped
