#include "gateway/policy/terms.h"

#include "gateway/policy/print.h"

#include <algorithm>
#include <vector>

namespace gateway::policy::detail {
namespace {

/// Sorts operands and leaves out doubled ones.
Condition settled(const Condition& condition);

template <class Group>
Condition settled_group(const Group& group) {
  std::vector<Condition> operands;
  for (const Condition& operand : group.operands) operands.push_back(settled(operand));
  std::ranges::sort(operands, {}, [](const Condition& each) { return to_text(each); });
  operands.erase(std::unique(operands.begin(), operands.end()), operands.end());
  if (operands.size() == 1) return operands.front();
  return Condition{Group{std::move(operands)}};
}

Condition settled(const Condition& condition) {
  if (const auto* all = std::get_if<AllOf>(&condition.question)) return settled_group(*all);
  if (const auto* any = std::get_if<AnyOf>(&condition.question)) return settled_group(*any);
  if (const auto* negated = std::get_if<Not>(&condition.question)) {
    return Condition{Not{{settled(negated->operand.at(0))}}};
  }
  return condition;
}

}  // namespace

std::string sorted_text(const Condition& condition) { return to_text(settled(condition)); }

std::optional<Terms> terms_of(const PolicySet& set, const Access& access, model::Purpose purpose) {
  const Rule& permit = *set.rule(access.permit);
  Terms terms;
  if (permit.when) terms.when = sorted_text(*permit.when);
  terms.treatment = permit.treatment;
  terms.mode = permit.mode;
  terms.period = permit.period;
  terms.promises = permit.obligations;
  for (const Guard& guard : access.guards) {
    const Rule& forbid = *set.rule(guard.forbid);
    if (!forbid.purposes.contains(purpose)) continue;
    std::string text;
    if (guard.only_from) text += " from " + to_text(*guard.only_from);
    if (guard.only_to) text += " to " + to_text(*guard.only_to);
    if (forbid.when) text += " when " + sorted_text(*forbid.when);
    if (forbid.unless) text += " unless " + sorted_text(*forbid.unless);
    if (text.empty()) return std::nullopt;
    terms.guards.insert("forbidden" + text);
  }
  return terms;
}

}  // namespace gateway::policy::detail
