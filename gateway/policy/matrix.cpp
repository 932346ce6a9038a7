#include "gateway/policy/matrix.h"

#include "gateway/policy/compiled_set.h"

#include <algorithm>

namespace gateway::policy {
namespace {

using detail::CompiledRule;
using detail::CompiledSet;
using detail::RuleIndex;
using model::Kind;
using model::Role;
using model::Section;

const std::vector<RuleIndex>& ngo_permits(const CompiledSet& set, Kind kind) {
  static const std::vector<RuleIndex> kNone;
  const auto* permits = set.permits_of(set.find_partner(set.ngo), kind);
  return permits == nullptr ? kNone : *permits;
}

EnumSet<Section> sections_of(const Rule& rule) {
  EnumSet<Section> result;
  for (const auto& row : model::kSectionTexts) {
    if (rule.sections.contains(row.value)) result.insert(row.value);
  }
  return result;
}

/// It forbids whatever consent, approvals or purpose say.
bool is_absolute(const Rule& forbid) {
  return !forbid.when && !forbid.unless && forbid.purposes.any;
}

template <class Senders>
EnumSet<Section> forbidden_for_ever(const CompiledSet& set, Kind kind, Role role,
                                    const Senders& is_sender) {
  EnumSet<Section> result;
  for (const RuleIndex index : set.forbids_for(kind)) {
    const CompiledRule& compiled = set.rules.at(index);
    if (!is_absolute(compiled.rule) || !compiled.recipients.surely_contains(role)) continue;
    if (is_sender(compiled.senders)) result = result | sections_of(compiled.rule);
  }
  return result;
}

template <class Senders>
EnumSet<Section> ever_permitted(const CompiledSet& set, const std::vector<RuleIndex>& permits,
                                Role role, const Senders& is_sender) {
  EnumSet<Section> result;
  for (const RuleIndex index : permits) {
    const CompiledRule& compiled = set.rules.at(index);
    if (!compiled.recipients.could_contain(role) || !is_sender(compiled.senders)) continue;
    result = result | sections_of(compiled.rule);
  }
  return result;
}

/// What a permit or a forbid does to the answer for one section and role.
void count_permit(const CompiledRule& compiled, RuleId id, MatrixRow& row) {
  const Rule& permit = compiled.rule;
  const bool always =
      !permit.when && permit.period == Period{} && compiled.recipients.surely_contains(row.role);
  row.answer = std::max(row.answer, always ? Possibility::kYes : Possibility::kConditional);
  row.treatment = row.treatment == Treatment::kNone ? permit.treatment
                                                    : std::min(row.treatment, permit.treatment);
  row.mode = std::max(row.mode, permit.mode);
  row.rules.push_back(id);
}

void count_forbid(const CompiledRule& compiled, RuleId id, MatrixRow& row) {
  const bool for_all = compiled.senders.anyone && compiled.recipients.surely_contains(row.role);
  if (!is_absolute(compiled.rule) || !for_all) {
    row.answer = std::min(row.answer, Possibility::kConditional);
    return;
  }
  if (row.answer != Possibility::kNo) row.rules.clear();
  row.answer = Possibility::kNo;
  row.treatment = Treatment::kNone;
  row.mode = model::SectionMode::kNone;
  row.rules.push_back(id);
}

MatrixRow row_for(const CompiledSet& set, Kind kind, Section section, Role role) {
  MatrixRow row{kind, section, role, Possibility::kNo, Treatment::kNone, model::SectionMode::kNone,
                {}};
  for (const RuleIndex index : ngo_permits(set, kind)) {
    const CompiledRule& compiled = set.rules.at(index);
    if (!compiled.recipients.could_contain(role)) continue;
    if (compiled.rule.sections.contains(section)) count_permit(compiled, detail::id_of(index), row);
  }
  for (const RuleIndex index : set.forbids_for(kind)) {
    const CompiledRule& compiled = set.rules.at(index);
    if (!compiled.recipients.could_contain(role)) continue;
    if (compiled.rule.sections.contains(section)) count_forbid(compiled, detail::id_of(index), row);
  }
  return row;
}

}  // namespace

bool may_ever_receive(const PolicySet& set, Kind kind, const Sender& sender, Role role) {
  if (!is_known(kind) || !is_known(role)) return false;
  const CompiledSet& compiled = set.compiled();
  const auto who = compiled.find(sender.partner, sender.unit);
  const auto is_sender = [&](const detail::PartySet& senders) {
    return senders.contains(who, sender.roles);
  };
  EnumSet<Section> sections =
      ever_permitted(compiled, ngo_permits(compiled, kind), role, is_sender);
  if (sender.partner != set.ngo()) {
    if (!who.partner) return false;
    if (!compiled.partners.at(*who.partner).adopted) {
      const auto* own = compiled.permits_of(who.partner, kind);
      if (own == nullptr) return false;
      sections = sections & ever_permitted(compiled, *own, role, is_sender);
    }
  }
  return !(sections - forbidden_for_ever(compiled, kind, role, is_sender)).empty();
}

bool may_ever_receive(const PolicySet& set, Kind kind, Role role) {
  if (!is_known(kind) || !is_known(role)) return false;
  const CompiledSet& compiled = set.compiled();
  const auto anybody = [](const detail::PartySet& /*senders*/) { return true; };
  const auto everybody = [](const detail::PartySet& senders) { return senders.anyone; };
  const auto sections = ever_permitted(compiled, ngo_permits(compiled, kind), role, anybody);
  return !(sections - forbidden_for_ever(compiled, kind, role, everybody)).empty();
}

bool may_ever_send(const PolicySet& set, Kind kind, Role role) {
  if (!is_known(kind) || !is_known(role)) return false;
  const CompiledSet& compiled = set.compiled();
  const auto& permits = ngo_permits(compiled, kind);
  return std::ranges::any_of(permits, [&](RuleIndex index) {
    return compiled.rules.at(index).senders.could_contain(role);
  });
}

std::vector<MatrixRow> matrix(const PolicySet& set) {
  std::vector<MatrixRow> rows;
  rows.reserve(model::kKindTexts.size() * model::kSectionTexts.size() * model::kRoleTexts.size());
  for (const auto& kind : model::kKindTexts) {
    for (const auto& section : model::kSectionTexts) {
      for (const auto& role : model::kRoleTexts) {
        rows.push_back(row_for(set.compiled(), kind.value, section.value, role.value));
      }
    }
  }
  return rows;
}

}  // namespace gateway::policy
