#include "gateway/policy/policy_set.h"

#include "gateway/policy/compiled_set.h"
#include "gateway/policy/cursor.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace gateway::policy {
namespace {

/// What one text alone cannot show to be wrong.
class Checker {
 public:
  explicit Checker(const model::PartnerName& ngo) : ngo_(ngo) {}

  base::Diagnostics check(const std::vector<Policy>& policies) {
    if (policies.size() > kMaxTexts) {
      problems_.push_back({"", 0, 0, "more than " + std::to_string(kMaxTexts) + " texts", ""});
      return std::move(problems_);
    }
    for (const Policy& policy : policies) owners_.insert(policy.owner.value_or(ngo_));
    for (const Policy& policy : policies) {
      file_ = policy.file;
      for (const Statement& statement : policy.statements) {
        std::visit([&](const auto& each) { examine(each, policy.owner.value_or(ngo_)); },
                   statement);
      }
    }
    return std::move(problems_);
  }

 private:
  void examine(const Adoption& adoption, const model::PartnerName& owner) {
    if (owner != ngo_) {
      report(adoption.place, "only the text of " + ngo_.text() + " can be adopted",
             "move this to a text of " + ngo_.text());
    }
    for (const Party& party : adoption.partners) {
      const auto* name = std::get_if<model::PartnerName>(&party.who);
      if (name == nullptr || !owners_.contains(*name)) continue;
      report(party.place, name->text() + " has a text of its own",
             "remove it here, or remove that text");
    }
  }

  void examine(const Agreement& agreement, const model::PartnerName& owner) {
    if (owner != ngo_) {
      report(agreement.place, "agreements stand in the text of " + ngo_.text(),
             "move this to a text of " + ngo_.text());
    }
    if (agreement.first != ngo_ && agreement.second != ngo_) {
      report(agreement.place, ngo_.text() + " is not a party of this agreement",
             "an agreement is between " + ngo_.text() + " and one partner");
    }
    check_name(agreements_, agreement.name, agreement.place);
  }

  void examine(const Rule& rule, const model::PartnerName& owner) {
    check_name(rules_[owner], rule.name, rule.place);
  }

  void check_name(std::map<std::string, std::string>& names, const std::string& name, Place place) {
    const auto [found, is_new] = names.emplace(name, file_);
    if (is_new) return;
    report(place, "the name \"" + name + "\" is already used in " + found->second,
           "give each rule and each agreement a name of its own");
  }

  void report(Place place, std::string message, std::string next_step) {
    if (problems_.size() >= kMaxProblems) return;
    problems_.push_back(
        {file_, place.line, place.column, std::move(message), std::move(next_step)});
  }

  const model::PartnerName& ngo_;
  std::set<model::PartnerName> owners_;
  std::map<model::PartnerName, std::map<std::string, std::string>> rules_;
  std::map<std::string, std::string> agreements_;
  std::string file_;
  base::Diagnostics problems_;
};

/// Looks the parties of one text up among those that exist.
class PartyChecker {
 public:
  PartyChecker(const std::string& file, std::span<const KnownPartner> known) : file_(file) {
    for (const KnownPartner& each : known) {
      partners_.push_back(each.partner.text());
      known_.insert(each.partner.text());
      for (const model::UnitName& unit : each.units) {
        units_.push_back(each.partner.text() + "/" + unit.text());
        known_.insert(units_.back());
      }
    }
  }

  void examine(const Adoption& adoption) { examine(adoption.partners); }
  void examine(const Agreement& agreement) {
    look_up(agreement.first.text(), partners_, agreement.place);
    look_up(agreement.second.text(), partners_, agreement.place);
  }
  void examine(const Rule& rule) {
    examine(rule.senders);
    examine(rule.recipients);
  }
  void owner(const model::PartnerName& name) { look_up(name.text(), partners_, {1, 1}); }

  base::Diagnostics problems() { return std::move(problems_); }

 private:
  void examine(const std::vector<Party>& parties) {
    for (const Party& party : parties) {
      if (const auto* partner = std::get_if<model::PartnerName>(&party.who)) {
        look_up(partner->text(), partners_, party.place);
      } else if (const auto* unit = std::get_if<PartnerUnit>(&party.who)) {
        look_up(unit->partner.text() + "/" + unit->unit.text(), units_, party.place);
      }
    }
  }

  void look_up(const std::string& name, const std::vector<std::string>& candidates, Place place) {
    if (known_.contains(name) || problems_.size() >= kMaxProblems) return;
    problems_.push_back({file_, place.line, place.column, "there is no \"" + name + "\"",
                         suggestion(name, candidates)});
  }

  const std::string& file_;
  std::vector<std::string> partners_;
  std::vector<std::string> units_;
  std::set<std::string> known_;
  base::Diagnostics problems_;
};

}  // namespace

PolicySet::PolicySet(const model::PartnerName& ngo)
    : PolicySet(std::make_shared<const detail::CompiledSet>(detail::compile(ngo, {}))) {}

PolicySet::PolicySet(std::shared_ptr<const detail::CompiledSet> compiled)
    : compiled_(std::move(compiled)) {}

// The policies are taken over and not copied by callers who are done with them.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Loaded<PolicySet> PolicySet::build(const model::PartnerName& ngo, std::vector<Policy> policies) {
  Loaded<PolicySet> loaded;
  loaded.problems = Checker(ngo).check(policies);
  if (loaded.problems.empty()) {
    loaded.value =
        PolicySet(std::make_shared<const detail::CompiledSet>(detail::compile(ngo, policies)));
  }
  return loaded;
}

const model::PartnerName& PolicySet::ngo() const { return compiled_->ngo; }

const Rule* PolicySet::rule(RuleId id) const {
  const auto number = static_cast<std::size_t>(id);
  if (number == 0 || number > compiled_->rules.size()) return nullptr;
  return &compiled_->rules.at(number - 1).rule;
}

const model::PartnerName* PolicySet::owner_of(RuleId id) const {
  const auto number = static_cast<std::size_t>(id);
  if (number == 0 || number > compiled_->rules.size()) return nullptr;
  return &compiled_->partners.at(compiled_->rules.at(number - 1).owner).name;
}

const Agreement* PolicySet::agreement(AgreementId id) const {
  const auto number = static_cast<std::size_t>(id);
  if (number == 0 || number > compiled_->agreements.size()) return nullptr;
  return &compiled_->agreements.at(number - 1);
}

std::string_view PolicySet::name_of(RuleId id) const {
  const Rule* found = rule(id);
  return found == nullptr ? std::string_view() : std::string_view(found->name);
}

std::size_t PolicySet::rule_count() const { return compiled_->rules.size(); }

std::size_t PolicySet::agreement_count() const { return compiled_->agreements.size(); }

std::vector<model::PartnerName> PolicySet::owners() const {
  std::vector<model::PartnerName> result;
  for (const auto& partner : compiled_->partners) {
    if (partner.text || partner.adopted) result.push_back(partner.name);
  }
  return result;
}

Loaded<PolicySet> load_policies(const model::PartnerName& ngo, std::span<const PolicyText> texts) {
  Loaded<PolicySet> loaded;
  std::vector<Policy> policies;
  for (const PolicyText& text : texts) {
    auto parsed = parse_policy(text.text, text.file);
    if (parsed) policies.push_back(*std::move(parsed.value));
    for (base::Diagnostic& problem : parsed.problems) {
      if (loaded.problems.size() < kMaxProblems) loaded.problems.push_back(std::move(problem));
    }
  }
  if (!loaded.problems.empty()) return loaded;
  return PolicySet::build(ngo, std::move(policies));
}

base::Diagnostics unknown_parties(const Policy& policy, std::span<const KnownPartner> known) {
  PartyChecker checker(policy.file, known);
  if (policy.owner) checker.owner(*policy.owner);
  for (const Statement& statement : policy.statements) {
    std::visit([&](const auto& each) { checker.examine(each); }, statement);
  }
  return checker.problems();
}

}  // namespace gateway::policy
