#include "tests/support/naive_policy.h"

#include "tests/support/naive_condition.h"

#include <algorithm>
#include <optional>
#include <variant>

namespace gateway::tests {
namespace {

using policy::Answer;
using policy::SectionOutcome;
using policy::ShareFacts;

// ── whom and what a rule is about ──

bool is_sender(const std::vector<policy::Party>& parties, const policy::Sender& sender) {
  for (const policy::Party& party : parties) {
    if (std::holds_alternative<policy::Anyone>(party.who)) return true;
    const auto* role = std::get_if<model::Role>(&party.who);
    if (role != nullptr && sender.roles.contains(*role)) return true;
    const auto* name = std::get_if<model::PartnerName>(&party.who);
    if (name != nullptr && *name == sender.partner) return true;
    const auto* unit = std::get_if<policy::PartnerUnit>(&party.who);
    if (unit != nullptr && unit->partner == sender.partner && unit->unit == sender.unit) {
      return true;
    }
  }
  return false;
}

bool is_recipient(const std::vector<policy::Party>& parties, const policy::Recipient& recipient) {
  // Whom a rule means is the same on both sides, but a recipient has the one role it is addressed
  // in and not all that its unit holds.
  return is_sender(parties, {recipient.partner, recipient.unit, {recipient.role}});
}

bool is_within(const policy::Period& period, base::Time now) {
  if (period.from && now < *period.from) return false;
  if (period.until && now > *period.until + base::Millis(86'400'000 - 1)) return false;
  return true;
}

template <class Enum>
bool lists(const policy::Choice<Enum>& choice, Enum value) {
  if (choice.any) return is_known(value);
  return choice.listed.contains(value);
}

bool is_about_pair(const policy::Rule& rule, const ShareFacts& facts) {
  return is_sender(rule.senders, facts.sender) && is_recipient(rule.recipients, facts.recipient) &&
         lists(rule.kinds, facts.kind);
}

bool holds(const policy::Rule& permit, const ShareFacts& facts, model::Section section) {
  if (permit.when && ask(*permit.when, facts, section) != Answer::kYes) return false;
  if (permit.treatment == policy::Treatment::kSanitised && facts.sanitised) {
    return facts.sanitised->contains(section);
  }
  return true;
}

bool forbids(const policy::Rule& forbid, const ShareFacts& facts, model::Section section) {
  if (!is_about_pair(forbid, facts) || !lists(forbid.sections, section)) return false;
  // "For any purpose" includes one nobody knows; and one nobody knows could be the listed one.
  if (is_known(facts.purpose) && !lists(forbid.purposes, facts.purpose)) return false;
  if (forbid.when && ask(*forbid.when, facts, section) == Answer::kNo) return false;
  return !forbid.unless || ask(*forbid.unless, facts, section) != Answer::kYes;
}

policy::Obligations joined(const policy::Obligations& a, const policy::Obligations& b) {
  policy::Obligations all{a.keep | b.keep, a.no_onward || b.no_onward, a.report_back_days};
  const bool b_is_sooner = b.report_back_days < a.report_back_days || a.report_back_days == 0;
  if (b.report_back_days != 0 && b_is_sooner) all.report_back_days = b.report_back_days;
  return all;
}

// ── the whole question ──

class Naive {
 public:
  Naive(const model::PartnerName& ngo, const std::vector<policy::Policy>& texts,
        const ShareFacts& facts)
      : ngo_(ngo), texts_(texts), facts_(facts) {}

  NaiveDecision decide() {
    NaiveDecision decision;
    decision.refusal = refusal(decision);
    decision.shared = decision.refusal == model::Refusal::kUnspecified;
    return decision;
  }

 private:
  model::PartnerName owner_of(const policy::Policy& text) const {
    return text.owner.value_or(ngo_);
  }

  // Rules of one owner, or of everybody, in the order of their names.
  std::vector<std::pair<std::string, const policy::Rule*>> rules(
      policy::Effect effect, const std::optional<model::PartnerName>& owner) const {
    std::vector<std::tuple<std::string, std::string, const policy::Rule*>> found;
    for (const policy::Policy& text : texts_) {
      if (owner && owner_of(text) != *owner) continue;
      for (const policy::Statement& statement : text.statements) {
        const auto* rule = std::get_if<policy::Rule>(&statement);
        if (rule == nullptr || rule->effect != effect) continue;
        found.emplace_back(owner_of(text).text(), rule->name, rule);
      }
    }
    std::ranges::sort(found);
    std::vector<std::pair<std::string, const policy::Rule*>> named;
    for (const auto& [who, name, rule] : found) named.emplace_back(who + "/" + name, rule);
    return named;
  }

  bool has_text(const model::PartnerName& partner) const {
    return std::ranges::any_of(
        texts_, [&](const policy::Policy& text) { return owner_of(text) == partner; });
  }

  bool has_adopted(const model::PartnerName& partner) const {
    for (const policy::Policy& text : texts_) {
      for (const policy::Statement& statement : text.statements) {
        const auto* adoption = std::get_if<policy::Adoption>(&statement);
        if (adoption == nullptr) continue;
        for (const policy::Party& party : adoption->partners) {
          if (std::get<model::PartnerName>(party.who) == partner) return true;
        }
      }
    }
    return false;
  }

  // The first by name; nothing when there is none.
  std::optional<std::string> agreement_with(const model::PartnerName& partner) const {
    std::optional<std::string> first;
    for (const policy::Policy& text : texts_) {
      for (const policy::Statement& statement : text.statements) {
        const auto* agreement = std::get_if<policy::Agreement>(&statement);
        if (agreement == nullptr) continue;
        const bool between = (agreement->first == ngo_ && agreement->second == partner) ||
                             (agreement->second == ngo_ && agreement->first == partner);
        if (!between || !is_within(agreement->period, facts_.now) ||
            !agreement->purposes.contains(facts_.purpose) ||
            !lists(agreement->kinds, facts_.kind)) {
          continue;
        }
        if (!first || agreement->name < *first) first = agreement->name;
      }
    }
    return first;
  }

  bool is_covered(const model::PartnerName& partner, std::string& name) const {
    if (partner == ngo_) return true;
    const auto agreement = agreement_with(partner);
    name = agreement.value_or("");
    return agreement.has_value();
  }

  NaiveSection given_by(const model::PartnerName& owner, model::Section section) const {
    NaiveSection result;
    result.outcome = SectionOutcome::kNoPermit;
    for (const auto& [name, permit] : rules(policy::Effect::kPermit, owner)) {
      if (!is_about_pair(*permit, facts_) || !lists(permit->sections, section) ||
          !lists(permit->purposes, facts_.purpose) || !is_within(permit->period, facts_.now)) {
        continue;
      }
      if (!holds(*permit, facts_, section)) {
        if (result.outcome != SectionOutcome::kNoPermit) continue;
        result.outcome = SectionOutcome::kConditionFailed;
        result.rule = name;
        continue;
      }
      const bool is_first = result.outcome != SectionOutcome::kPermitted;
      if (is_first || permit->treatment < result.treatment) {
        result.treatment = permit->treatment;
        result.rule = name;
      }
      result.outcome = SectionOutcome::kPermitted;
      if (result.mode != model::SectionMode::kRelease) result.mode = permit->mode;
      result.obligations = joined(result.obligations, permit->obligations);
    }
    return result;
  }

  NaiveSection narrowed(const NaiveSection& ours, const NaiveSection& theirs) const {
    NaiveSection result;
    result.rule = ours.rule;
    result.owner_rule = theirs.rule;
    const auto is = [&](SectionOutcome outcome) {
      return ours.outcome == outcome || theirs.outcome == outcome;
    };
    if (is(SectionOutcome::kNoPermit)) {
      result.outcome = SectionOutcome::kNoPermit;
    } else if (is(SectionOutcome::kConditionFailed)) {
      result.outcome = SectionOutcome::kConditionFailed;
    } else {
      result.outcome = SectionOutcome::kPermitted;
      result.mode = ours.mode == model::SectionMode::kDirect ? theirs.mode : ours.mode;
      result.treatment = ours.treatment < theirs.treatment ? theirs.treatment : ours.treatment;
      result.obligations = joined(ours.obligations, theirs.obligations);
    }
    return result;
  }

  NaiveSection decide_section(model::Section section) const {
    for (const auto& [name, forbid] : rules(policy::Effect::kForbid, std::nullopt)) {
      if (!forbids(*forbid, facts_, section)) continue;
      NaiveSection forbidden;
      forbidden.outcome = SectionOutcome::kForbidden;
      forbidden.rule = name;
      return forbidden;
    }
    const NaiveSection ours = given_by(ngo_, section);
    const model::PartnerName& sender = facts_.sender.partner;
    if (sender == ngo_ || has_adopted(sender)) return ours;
    return narrowed(ours, given_by(sender, section));
  }

  model::Refusal refusal(NaiveDecision& decision) const {
    if (!is_known(facts_.kind)) return model::Refusal::kKindUnknown;
    if (!is_known(facts_.recipient.role)) return model::Refusal::kRoleUnknown;
    for (const model::Section section : facts_.sections) {
      if (!is_known(section)) return model::Refusal::kSectionUnknown;
    }
    const auto permits = rules(policy::Effect::kPermit, ngo_);
    if (std::ranges::none_of(permits,
                             [&](const auto& p) { return is_about_pair(*p.second, facts_); })) {
      return model::Refusal::kRoleNotPermitted;
    }
    if (!is_covered(facts_.sender.partner, decision.sender_agreement) ||
        !is_covered(facts_.recipient.partner, decision.recipient_agreement)) {
      return model::Refusal::kKindNotInAgreement;
    }
    const model::PartnerName& sender = facts_.sender.partner;
    if (sender != ngo_ && !has_adopted(sender) && !has_text(sender)) {
      return model::Refusal::kPolicyDenies;
    }
    bool only_conditions = facts_.sections.empty();
    bool any_given = false;
    for (const model::Section section : facts_.sections) {
      NaiveSection& slot = decision.sections.at(static_cast<std::size_t>(section));
      slot = decide_section(section);
      if (slot.outcome == SectionOutcome::kPermitted) any_given = true;
      if (slot.outcome == SectionOutcome::kConditionFailed) only_conditions = true;
    }
    if (any_given) return model::Refusal::kUnspecified;
    return only_conditions ? model::Refusal::kNoSectionLeft : model::Refusal::kPolicyDenies;
  }

  const model::PartnerName& ngo_;
  const std::vector<policy::Policy>& texts_;
  const ShareFacts& facts_;
};

}  // namespace

NaiveDecision decide_naively(const model::PartnerName& ngo,
                             const std::vector<policy::Policy>& texts,
                             const policy::ShareFacts& facts) {
  return Naive(ngo, texts, facts).decide();
}

}  // namespace gateway::tests
