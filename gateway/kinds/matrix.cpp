#include "gateway/kinds/matrix.h"

#include "gateway/base/check.h"
#include "gateway/kinds/tables.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gateway::kinds {
namespace {

using model::ConsentPurpose;
using model::Kind;
using model::Role;

struct Gate {
  Kind kind;
  std::array<ConsentPurpose, 2> purposes;
  std::size_t size;
};

constexpr std::array<Gate, 7> kGates{{
    {Kind::kNrmReferralPack, {ConsentPurpose::kNrmReferral}, 1},
    {Kind::kAftercareReferral, {ConsentPurpose::kCarePlacement}, 1},
    {Kind::kAftercareHandover, {ConsentPurpose::kCarePlacement}, 1},
    {Kind::kAftercareFollowup, {ConsentPurpose::kFollowUp}, 1},
    {Kind::kAdvocacyRequest, {ConsentPurpose::kAdvocacy}, 1},
    {Kind::kJusticeStatementPlan,
     {ConsentPurpose::kPoliceIdentity, ConsentPurpose::kPoliceAccount},
     2},
    {Kind::kJusticeEvidenceBundle, {ConsentPurpose::kEvidence}, 1},
}};

using RolesByKind = std::map<Kind, std::vector<Role>>;

struct Matrix {
  std::map<std::pair<FieldGroup, Role>, Level> levels;
  RolesByKind receivers;
  RolesByKind senders;
};

RolesByKind roles_by_kind(std::string_view table) {
  RolesByKind result;
  std::vector<Kind> like_target;
  std::set<Role> reached;
  for (const auto& row : built_in_table(table)) {
    const auto kind = base::value_in(model::kKindTexts, row[0]);
    if (!kind) continue;
    if (row[1].starts_with('(')) like_target.push_back(*kind);
    auto& roles = result[*kind];
    const auto words = words_in(row[1]);
    for (const auto& known : model::kRoleTexts) {
      if (std::ranges::find(words, known.text) != words.end()) roles.push_back(known.value);
    }
    reached.insert(roles.begin(), roles.end());
  }
  // A published figure lies on a page: what corrects it is published, too.
  reached.erase(Role::kPublic);
  for (const Kind kind : like_target) result[kind].assign(reached.begin(), reached.end());
  return result;
}

Matrix load_matrix() {
  Matrix matrix;
  const auto rows = built_in_table("field_visibility");
  constexpr std::size_t first_role = 3;
  for (std::size_t y = 1; y < rows.size(); ++y) {
    for (std::size_t x = first_role; x < rows[y].size(); ++x) {
      const auto role = base::value_in(model::kRoleTexts, rows[0][x]);
      const auto level = base::value_in(kLevelTexts, rows[y][x]);
      base::check(role && level, "the built-in matrix names known roles and levels");
      matrix.levels.emplace(std::pair(static_cast<FieldGroup>(y), *role), *level);
    }
  }
  matrix.receivers = roles_by_kind("kind_roles");
  matrix.senders = roles_by_kind("kind_senders");
  return matrix;
}

const Matrix& matrix() {
  static const Matrix the_matrix = load_matrix();
  return the_matrix;
}

bool is_police(Role role) {
  return role == Role::kPolInt || role == Role::kPolOic || role == Role::kNca;
}

bool is_one_of(FieldGroup group, std::initializer_list<unsigned> numbers) {
  return std::ranges::find(numbers, static_cast<unsigned>(group)) != numbers.end();
}

ConsentPurpose purpose_of(Kind kind, FieldGroup group, Role role) {
  if (is_one_of(group, {12})) return ConsentPurpose::kHealth;
  if (is_police(role) && is_one_of(group, {2, 3, 7, 8, 11})) return ConsentPurpose::kPoliceIdentity;
  if (is_police(role) && is_one_of(group, {15, 16})) return ConsentPurpose::kPoliceAccount;
  if (role == Role::kLa) return ConsentPurpose::kLaSafeguarding;
  const auto gates = gates_of(kind);
  return gates.empty() ? ConsentPurpose::kNone : gates.front();
}

bool contains(const RolesByKind& roles, Kind kind, Role role) {
  const auto found = roles.find(kind);
  return found != roles.end() && std::ranges::find(found->second, role) != found->second.end();
}

}  // namespace

Level level_of(FieldGroup group, Role role) {
  const auto found = matrix().levels.find({group, role});
  return found == matrix().levels.end() ? Level::kNever : found->second;
}

Cell cell_of(Kind kind, FieldGroup group, Role role) {
  const Level level = level_of(group, role);
  const bool asks_consent = level == Level::kConsent || level == Level::kConsentOrOverride;
  return {level, asks_consent ? purpose_of(kind, group, role) : ConsentPurpose::kNone};
}

bool may_receive(Kind kind, Role role) { return contains(matrix().receivers, kind, role); }

bool may_send(Kind kind, Role role) { return contains(matrix().senders, kind, role); }

std::span<const Role> receivers_of(Kind kind) {
  const auto found = matrix().receivers.find(kind);
  if (found == matrix().receivers.end()) return {};
  return found->second;
}

std::span<const ConsentPurpose> gates_of(Kind kind) {
  const auto* const found = std::ranges::find(kGates, kind, &Gate::kind);
  if (found == kGates.end()) return {};
  return std::span(found->purposes).first(found->size);
}

}  // namespace gateway::kinds
