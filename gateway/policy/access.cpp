#include "gateway/policy/access.h"

#include "gateway/policy/compiled_set.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace gateway::policy {
namespace {

const model::PartnerName* partner_of(const Party& party) {
  if (const auto* name = std::get_if<model::PartnerName>(&party.who)) return name;
  const auto* unit = std::get_if<PartnerUnit>(&party.who);
  return unit == nullptr ? nullptr : &unit->partner;
}

bool is_unit(const Party& party) { return std::holds_alternative<PartnerUnit>(party.who); }

enum class Side : std::uint8_t { kSender, kRecipient };

/// Somebody may be meant by both. A unit sends with all its roles and receives in one.
bool may_meet(const Party& a, const Party& b, Side side) {
  if (covers(a, b) || covers(b, a)) return true;
  const auto* left = partner_of(a);
  const auto* right = partner_of(b);
  if (left != nullptr && right != nullptr) return *left == *right && !(is_unit(a) && is_unit(b));
  if (left == nullptr && right == nullptr) return side == Side::kSender;  // Two roles.
  return true;
}

bool any_covers(const std::vector<Party>& wide, const Party& narrow) {
  return std::ranges::any_of(wide, [&](const Party& each) { return covers(each, narrow); });
}

/// Absent for "all of them"; empty when nobody is meant by both.
std::vector<std::optional<Party>> meeting(const std::vector<Party>& forbidden, const Party& party,
                                          Side side) {
  if (any_covers(forbidden, party)) return {std::nullopt};
  std::vector<std::optional<Party>> some;
  for (const Party& each : forbidden) {
    if (may_meet(each, party, side)) some.emplace_back(each);
  }
  return some;
}

bool forbids_always(const Rule& forbid) {
  return !forbid.when && !forbid.unless && forbid.purposes.any;
}

/// Adds what one forbid does to an access; false when it stops it for ever.
bool guard(const Rule& forbid, RuleId id, Access& access) {
  for (const auto& from : meeting(forbid.senders, access.from, Side::kSender)) {
    for (const auto& to : meeting(forbid.recipients, access.to, Side::kRecipient)) {
      if (!from && !to && forbids_always(forbid)) return false;
      access.guards.push_back({id, from, to});
    }
  }
  return true;
}

bool is_left(const detail::CompiledSet& set, Access& access) {
  for (const detail::RuleIndex index : set.forbids_for(access.kind)) {
    const Rule& forbid = set.rules.at(index).rule;
    if (!forbid.sections.contains(access.section)) continue;
    if (!guard(forbid, detail::id_of(index), access)) return false;
  }
  return true;
}

void add(const Rule& permit, RuleId id, std::vector<Access>& all) {
  for (const auto& kind : model::kKindTexts) {
    if (!permit.kinds.contains(kind.value)) continue;
    for (const auto& section : model::kSectionTexts) {
      if (!permit.sections.contains(section.value)) continue;
      for (const Party& from : permit.senders) {
        for (const Party& to : permit.recipients) {
          all.push_back({kind.value, section.value, from, to, id, {}});
        }
      }
    }
  }
}

}  // namespace

std::vector<Access> offers(const PolicySet& set, const model::PartnerName& owner) {
  const detail::CompiledSet& compiled = set.compiled();
  const auto known = compiled.find_partner(owner);
  std::vector<Access> all;
  for (detail::RuleIndex index = 0; index < compiled.rules.size(); ++index) {
    const detail::CompiledRule& each = compiled.rules.at(index);
    if (each.rule.effect == Effect::kPermit && known == each.owner) {
      add(each.rule, detail::id_of(index), all);
    }
  }
  return all;
}

std::vector<Access> accesses(const PolicySet& set) {
  std::vector<Access> left;
  for (Access& access : offers(set, set.ngo())) {
    if (is_left(set.compiled(), access)) left.push_back(std::move(access));
  }
  return left;
}

bool has_own_text(const PolicySet& set, const model::PartnerName& partner) {
  const auto known = set.compiled().find_partner(partner);
  return known && set.compiled().partners.at(*known).text.has_value();
}

bool covers(const Party& wide, const Party& narrow) {
  if (std::holds_alternative<Anyone>(wide.who) || wide == narrow) return true;
  const auto* unit = std::get_if<PartnerUnit>(&narrow.who);
  const auto* partner = std::get_if<model::PartnerName>(&wide.who);
  return unit != nullptr && partner != nullptr && unit->partner == *partner;
}

bool may_mean(const Party& party, const Who& who) {
  if (std::holds_alternative<Anyone>(party.who)) return true;
  if (const auto* role = std::get_if<model::Role>(&party.who)) return who.roles.contains(*role);
  if (!who.partner) return true;
  if (*partner_of(party) != *who.partner) return false;
  const auto* unit = std::get_if<PartnerUnit>(&party.who);
  return unit == nullptr || !who.unit || unit->unit == *who.unit;
}

}  // namespace gateway::policy
