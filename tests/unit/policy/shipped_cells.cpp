#include "tests/unit/policy/shipped_cells.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace gateway::policy::shipped {
namespace {

using model::ConsentPurpose;
using model::Kind;
using model::LegalBasis;
using model::Role;

const std::map<std::pair<std::string, Role>, char>& levels() {
  static const auto kLevels = [] {
    std::map<std::pair<std::string, Role>, char> result;
    const auto rows = table_with_header("schemas/matrix/field_visibility.csv");
    for (std::size_t y = 1; y < rows.size(); ++y) {
      for (std::size_t x = 3; x < rows[y].size(); ++x) {
        result[{rows[y][0], role(rows[0][x])}] = rows[y][x].at(0);
      }
    }
    return result;
  }();
  return kLevels;
}

/// The row of consent_purposes.csv.
const Cells& consent_row(ConsentPurpose purpose) {
  static const auto kRows = table("schemas/matrix/consent_purposes.csv");
  return *std::ranges::find_if(kRows,
                               [&](const Cells& cells) { return cells.at(0) == to_text(purpose); });
}
bool needs_none_for_child(ConsentPurpose purpose) {
  return consent_row(purpose).at(3).starts_with("no");
}
bool yields_to_vital_interests(ConsentPurpose purpose) {
  return consent_row(purpose).at(4).starts_with("vital interests");
}

/// DESIGN.md 5.6.
std::optional<ConsentPurpose> purpose_of(Kind kind, const std::string& group, Role to) {
  static const std::set<std::string> kWho = {"F02", "F03", "F07", "F08", "F11"};
  static const std::set<std::string> kWhat = {"F15", "F16"};
  static const std::map<Kind, ConsentPurpose> kOfKind = {
      {Kind::kNrmReferralPack, ConsentPurpose::kNrmReferral},
      {Kind::kAftercareReferral, ConsentPurpose::kCarePlacement},
      {Kind::kAftercareHandover, ConsentPurpose::kCarePlacement},
      {Kind::kAftercareFollowup, ConsentPurpose::kFollowUp},
      {Kind::kAdvocacyRequest, ConsentPurpose::kAdvocacy},
      {Kind::kJusticeStatementPlan, ConsentPurpose::kPoliceIdentity},
      {Kind::kJusticeEvidenceBundle, ConsentPurpose::kEvidence},
  };
  const bool police = to == Role::kPolInt || to == Role::kPolOic || to == Role::kNca;
  if (group == "F12") return ConsentPurpose::kHealth;
  if (police && kWho.contains(group)) return ConsentPurpose::kPoliceIdentity;
  if (police && kWhat.contains(group)) return ConsentPurpose::kPoliceAccount;
  if (to == Role::kLa) return ConsentPurpose::kLaSafeguarding;
  const auto found = kOfKind.find(kind);
  return found == kOfKind.end() ? std::nullopt : std::optional(found->second);
}

/// Grounds that stand beside consent for one kind (decision 0050).
EnumSet<LegalBasis> bases_of_its_own(Kind kind) {
  if (kind == Kind::kAlertRisk) {
    return {LegalBasis::kVitalInterests, LegalBasis::kVitalInterestsIncapable};
  }
  if (kind == Kind::kNrmDtnPack) return {LegalBasis::kRecognisedCrime};
  if (kind == Kind::kControlRectify) return {LegalBasis::kLegalObligation};
  return {};
}

/// Messages about consents and corrections are not made for a child's own good.
bool helps_or_protects(Kind kind) {
  return !to_text(kind).starts_with("consent.") && !to_text(kind).starts_with("control.");
}

Cell conditional_cell(Kind kind, const std::string& group, Role to, bool or_override) {
  Cell cell{.treatment = Treatment::kFull};
  cell.by_override = or_override;
  const auto purpose = purpose_of(kind, group, to);
  if (purpose) {
    cell.consents = {*purpose};
    cell.for_child = needs_none_for_child(*purpose) && helps_or_protects(kind);
    if (!or_override && yields_to_vital_interests(*purpose)) {
      cell.bases = {LegalBasis::kVitalInterests, LegalBasis::kVitalInterestsIncapable};
    }
  }
  if (!purpose || kind == Kind::kControlRectify) cell.bases = cell.bases | bases_of_its_own(kind);
  const bool opens = purpose || or_override || !cell.bases.empty();
  return opens ? cell : Cell{};
}

bool carries(Kind kind, const std::string& group) {
  return std::ranges::any_of(section_rows(), [&](const SectionRow& row) {
    return row.kind == kind && std::ranges::find(row.groups, group) != row.groups.end();
  });
}

}  // namespace

std::string to_text(const Cell& cell) {
  std::string text = cell.treatment == Treatment::kNone ? "never" : "";
  text += to_text(cell.treatment);
  if (cell.always) text += " always";
  for (const auto purpose : cell.consents) text.append(" ").append(to_text(purpose));
  if (cell.by_override) text += " override";
  if (cell.for_child) text += " child";
  for (const auto basis : cell.bases) text.append(" ").append(to_text(basis));
  return text;
}

Cell expected_cell(Kind kind, const std::string& group, Role to) {
  if (!receivers().at(kind).contains(to) || !carries(kind, group)) return {};
  switch (levels().at({group, to})) {
    case 'Y':
      return {.treatment = Treatment::kFull, .always = true};
    case 'S':
      return {.treatment = Treatment::kSanitised, .always = true};
    case 'P':
      return {.treatment = Treatment::kPseudonym, .always = true};
    case 'T':
      return {.treatment = Treatment::kToken, .always = true};
    case 'A':
      return {.treatment = Treatment::kAggregate, .always = true};
    case 'C':
      return conditional_cell(kind, group, to, false);
    case 'L':
      return conditional_cell(kind, group, to, true);
    default:
      return {};
  }
}

std::vector<std::string> field_groups() {
  std::vector<std::string> groups;
  for (const Cells& cells : table("schemas/matrix/field_visibility.csv")) {
    groups.push_back(cells.at(0));
  }
  return groups;
}

}  // namespace gateway::policy::shipped
