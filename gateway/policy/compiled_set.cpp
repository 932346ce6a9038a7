#include "gateway/policy/compiled_set.h"

#include "gateway/base/check.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <variant>

namespace gateway::policy::detail {
namespace {

/// Every partner and unit the policies name.
struct Names {
  std::set<model::PartnerName> partners;
  std::set<model::UnitName> units;

  void add(const std::vector<Party>& parties) {
    for (const Party& party : parties) {
      if (const auto* partner = std::get_if<model::PartnerName>(&party.who)) {
        partners.insert(*partner);
      } else if (const auto* unit = std::get_if<PartnerUnit>(&party.who)) {
        partners.insert(unit->partner);
        units.insert(unit->unit);
      }
    }
  }
  void add(const Statement& statement) {
    if (const auto* adoption = std::get_if<Adoption>(&statement)) add(adoption->partners);
    if (const auto* agreement = std::get_if<Agreement>(&statement)) {
      partners.insert(agreement->first);
      partners.insert(agreement->second);
    }
    if (const auto* rule = std::get_if<Rule>(&statement)) {
      add(rule->senders);
      add(rule->recipients);
    }
  }
};

template <class List, class Name, class Get>
std::optional<NameIndex> index_of(const List& sorted, const Name& name, const Get& get) {
  const auto found = std::ranges::lower_bound(sorted, name, {}, get);
  if (found == sorted.end() || get(*found) != name) return std::nullopt;
  return static_cast<NameIndex>(found - sorted.begin());
}

class Compiler {
 public:
  explicit Compiler(const model::PartnerName& ngo) : set_(ngo) {}

  CompiledSet compile(const std::vector<Policy>& policies) {
    collect_names(policies);
    for (const Policy& policy : policies) {
      const NameIndex owner = partner(policy.owner.value_or(set_.ngo));
      own_text(owner);
      for (const Statement& statement : policy.statements) add(statement, owner);
    }
    sort();
    index_rules();
    index_agreements();
    return std::move(set_);
  }

 private:
  void collect_names(const std::vector<Policy>& policies) {
    Names names;
    names.partners.insert(set_.ngo);
    for (const Policy& policy : policies) {
      if (policy.owner) names.partners.insert(*policy.owner);
      for (const Statement& statement : policy.statements) names.add(statement);
    }
    for (const auto& name : names.partners) set_.partners.push_back({name, false, {}, {}});
    set_.units.assign(names.units.begin(), names.units.end());
  }

  [[nodiscard]] NameIndex partner(const model::PartnerName& name) const {
    const auto index = set_.find_partner(name);
    base::check(index.has_value(), "every name was collected");
    return *index;
  }

  void own_text(NameIndex owner) {
    auto& text = set_.partners.at(owner).text;
    if (text) return;
    text = set_.permits.size();
    set_.permits.emplace_back();
  }

  void add(const Statement& statement, NameIndex owner) {
    if (const auto* adoption = std::get_if<Adoption>(&statement)) {
      for (const Party& party : adoption->partners) {
        const auto* name = std::get_if<model::PartnerName>(&party.who);
        if (name != nullptr) set_.partners.at(partner(*name)).adopted = true;
      }
    }
    if (const auto* agreement = std::get_if<Agreement>(&statement)) {
      set_.agreements.push_back(*agreement);
    }
    if (const auto* rule = std::get_if<Rule>(&statement)) add_rule(*rule, owner);
  }

  void add_rule(const Rule& rule, NameIndex owner) {
    const bool by_section = (rule.when && asks_by_section(*rule.when)) ||
                            (rule.unless && asks_by_section(*rule.unless));
    set_.rules.push_back(
        {rule, owner, party_set(rule.senders), party_set(rule.recipients), by_section});
  }

  [[nodiscard]] PartySet party_set(const std::vector<Party>& parties) const {
    PartySet result;
    for (const Party& party : parties) {
      if (std::holds_alternative<Anyone>(party.who)) result.anyone = true;
      if (const auto* role = std::get_if<model::Role>(&party.who)) result.roles.insert(*role);
      if (const auto* name = std::get_if<model::PartnerName>(&party.who)) {
        result.partners.push_back(partner(*name));
      }
      if (const auto* unit = std::get_if<PartnerUnit>(&party.who)) {
        const KnownUnit known = set_.find(unit->partner, unit->unit);
        result.units.emplace_back(known.partner.value(), known.unit.value());
      }
    }
    return result;
  }

  void sort() {
    std::ranges::sort(set_.rules, [](const CompiledRule& a, const CompiledRule& b) {
      return std::tie(a.owner, a.rule.name) < std::tie(b.owner, b.rule.name);
    });
    std::ranges::sort(set_.agreements, {}, &Agreement::name);
  }

  void index_rules() {
    for (RuleIndex index = 0; index < set_.rules.size(); ++index) {
      const CompiledRule& compiled = set_.rules.at(index);
      const auto text = set_.partners.at(compiled.owner).text;
      RulesByKind& lists =
          compiled.rule.effect == Effect::kPermit ? set_.permits.at(text.value()) : set_.forbids;
      for (const auto& row : model::kKindTexts) {
        if (!compiled.rule.kinds.contains(row.value)) continue;
        lists.at(static_cast<std::size_t>(row.value)).push_back(index);
      }
    }
  }

  void index_agreements() {
    for (std::uint32_t index = 0; index < set_.agreements.size(); ++index) {
      const Agreement& agreement = set_.agreements.at(index);
      const auto& other = agreement.first == set_.ngo ? agreement.second : agreement.first;
      set_.partners.at(partner(other)).agreements.push_back(index);
    }
  }

  CompiledSet set_;
};

}  // namespace

bool PartySet::contains(const KnownUnit& who, EnumSet<model::Role> held) const {
  if (anyone || !(roles & held).empty()) return true;
  if (!who.partner) return false;
  if (std::ranges::find(partners, *who.partner) != partners.end()) return true;
  if (!who.unit) return false;
  return std::ranges::find(units, std::pair(*who.partner, *who.unit)) != units.end();
}

bool PartySet::could_contain(model::Role role) const {
  return surely_contains(role) || !partners.empty() || !units.empty();
}

std::optional<NameIndex> CompiledSet::find_partner(const model::PartnerName& name) const {
  return index_of(partners, name,
                  [](const CompiledPartner& p) -> const model::PartnerName& { return p.name; });
}

KnownUnit CompiledSet::find(const model::PartnerName& partner, const model::UnitName& unit) const {
  return {find_partner(partner),
          index_of(units, unit,
                   [](const model::UnitName& name) -> const model::UnitName& { return name; })};
}

const std::vector<RuleIndex>* CompiledSet::permits_of(std::optional<NameIndex> partner,
                                                      model::Kind kind) const {
  if (!partner || !is_known(kind)) return nullptr;
  const auto& text = partners.at(*partner).text;
  return text ? &permits.at(*text).at(static_cast<std::size_t>(kind)) : nullptr;
}

const std::vector<RuleIndex>& CompiledSet::forbids_for(model::Kind kind) const {
  return forbids.at(is_known(kind) ? static_cast<std::size_t>(kind) : 0);
}

CompiledSet compile(const model::PartnerName& ngo, const std::vector<Policy>& policies) {
  return Compiler(ngo).compile(policies);
}

}  // namespace gateway::policy::detail
