#include "gateway/policy/decide.h"

#include "gateway/policy/compiled_set.h"
#include "gateway/policy/decide_widest.h"

#include <algorithm>
#include <utility>

namespace gateway::policy {
namespace {

using detail::CompiledRule;
using detail::CompiledSet;
using detail::KnownUnit;
using detail::RuleIndex;
using model::Refusal;
using model::Section;
using model::SectionMode;

constexpr EnumSet<Section> all_sections() {
  EnumSet<Section> all;
  for (const auto& row : model::kSectionTexts) all.insert(row.value);
  return all;
}
static_assert(model::kSectionTexts.size() < kSectionSlots);

using SectionDecisions = std::array<SectionDecision, kSectionSlots>;

Obligations both(const Obligations& a, const Obligations& b) {
  Obligations result{a.keep | b.keep, a.no_onward || b.no_onward, 0};
  const auto [low, high] = std::minmax(a.report_back_days, b.report_back_days);
  result.report_back_days = low != 0 ? low : high;
  return result;
}

SectionMode stricter(SectionMode a, SectionMode b) { return std::max(a, b); }

/// How an answer nobody knows is read: so that it opens nothing, or so that it could.
enum class Reading : std::uint8_t { kClosed = 0, kWidest = 1 };

/// Decides one row. Holds references: lives no longer than the call.
class Decider {
 public:
  Decider(const CompiledSet& set, const ShareFacts& facts, Reading reading)
      : set_(set),
        facts_(facts),
        reading_(reading),
        sender_(set.find(facts.sender.partner, facts.sender.unit)),
        recipient_(set.find(facts.recipient.partner, facts.recipient.unit)),
        ngo_(set.find_partner(set.ngo)) {}

  RowDecision decide() {
    RowDecision decision;
    if (!is_known(facts_.kind)) return refused(decision, Refusal::kKindUnknown);
    if (!is_known(facts_.recipient.role)) return refused(decision, Refusal::kRoleUnknown);
    if (!(facts_.sections - all_sections()).empty()) {
      return refused(decision, Refusal::kSectionUnknown);
    }
    const auto* ngo_permits = set_.permits_of(ngo_, facts_.kind);
    if (ngo_permits == nullptr || !any_between_the_two(*ngo_permits)) {
      return refused(decision, Refusal::kRoleNotPermitted);
    }
    if (!agreements(decision)) return refused(decision, Refusal::kKindNotInAgreement);
    SectionDecisions sections = permitted_by(*ngo_permits);
    if (!owner_agrees(sections)) return refused(decision, Refusal::kPolicyDenies);
    apply_forbids(sections);
    decision.sections = sections;
    return conclude(decision);
  }

 private:
  static RowDecision refused(RowDecision decision, Refusal why) {
    decision.verdict = Verdict::kRefused;
    decision.refusal = why;
    return decision;
  }

  [[nodiscard]] const CompiledRule& rule(RuleIndex index) const { return set_.rules[index]; }

  [[nodiscard]] bool between_the_two(const CompiledRule& compiled) const {
    return compiled.senders.contains(sender_, facts_.sender.roles) &&
           compiled.recipients.contains(recipient_, {facts_.recipient.role});
  }

  [[nodiscard]] bool any_between_the_two(const std::vector<RuleIndex>& rules) const {
    return std::ranges::any_of(rules,
                               [this](RuleIndex index) { return between_the_two(rule(index)); });
  }

  bool agreements(RowDecision& decision) const {
    return agreement_with(facts_.sender.partner, sender_, decision.sender_agreement) &&
           agreement_with(facts_.recipient.partner, recipient_, decision.recipient_agreement);
  }

  bool agreement_with(const model::PartnerName& name, const KnownUnit& who,
                      AgreementId& found) const {
    if (name == set_.ngo) return true;
    if (!who.partner) return false;
    for (const std::uint32_t index : set_.partners[*who.partner].agreements) {
      const Agreement& agreement = set_.agreements[index];
      if (!agreement.period.contains(facts_.now) || !agreement.purposes.contains(facts_.purpose) ||
          !agreement.kinds.contains(facts_.kind)) {
        continue;
      }
      found = AgreementId{index + 1};
      return true;
    }
    return false;
  }

  [[nodiscard]] SectionDecisions permitted_by(const std::vector<RuleIndex>& permits) const {
    SectionDecisions sections{};
    for (const Section section : facts_.sections) {
      sections[static_cast<std::size_t>(section)].outcome = SectionOutcome::kNoPermit;
    }
    for (const RuleIndex index : permits) {
      const CompiledRule& compiled = rule(index);
      if (!between_the_two(compiled) || !compiled.rule.purposes.contains(facts_.purpose) ||
          !compiled.rule.period.contains(facts_.now)) {
        continue;
      }
      apply_permit(index, compiled, sections);
    }
    return sections;
  }

  void apply_permit(RuleIndex index, const CompiledRule& compiled,
                    SectionDecisions& sections) const {
    const auto& when = compiled.rule.when;
    const bool once = !when || !compiled.asks_by_section;
    const bool holds_once =
        once && (!when || helps(detail::evaluate(*when, facts_, Section::kNone)));
    for (const Section section : facts_.sections) {
      if (!compiled.rule.sections.contains(section)) continue;
      const bool holds = once ? holds_once : helps(detail::evaluate(*when, facts_, section));
      SectionDecision& decision = sections[static_cast<std::size_t>(section)];
      if (holds && shape_fits(compiled.rule.treatment, section)) {
        grant(index, compiled.rule, decision);
      } else if (decision.outcome == SectionOutcome::kNoPermit) {
        decision.outcome = SectionOutcome::kConditionFailed;
        decision.rule = detail::id_of(index);
      }
    }
  }

  /// Whoever knows that the bytes were not sanitised does not give them as sanitised.
  [[nodiscard]] bool shape_fits(Treatment treatment, Section section) const {
    return treatment != Treatment::kSanitised || !facts_.sanitised ||
           facts_.sanitised->contains(section);
  }

  static void grant(RuleIndex index, const Rule& permit, SectionDecision& decision) {
    if (!decision.permitted()) {
      decision = {SectionOutcome::kPermitted, permit.mode,          permit.treatment,
                  permit.obligations,         detail::id_of(index), RuleId::kNone};
      return;
    }
    if (permit.treatment < decision.treatment) {
      decision.treatment = permit.treatment;
      decision.rule = detail::id_of(index);
    }
    decision.mode = stricter(decision.mode, permit.mode);
    decision.obligations = both(decision.obligations, permit.obligations);
  }

  /// The sending partner's own text narrows what the NGO's gives. False when it has none at all.
  bool owner_agrees(SectionDecisions& sections) const {
    if (facts_.sender.partner == set_.ngo) return true;
    if (!sender_.partner) return false;
    if (set_.partners[*sender_.partner].adopted) return true;
    const auto* permits = set_.permits_of(sender_.partner, facts_.kind);
    if (permits == nullptr) return false;
    const SectionDecisions own = permitted_by(*permits);
    for (const Section section : facts_.sections) {
      const auto slot = static_cast<std::size_t>(section);
      narrow(sections[slot], own[slot]);
    }
    return true;
  }

  static void narrow(SectionDecision& decision, const SectionDecision& own) {
    decision.owner_rule = own.rule;
    decision.outcome = std::min(decision.outcome, own.outcome);
    if (!decision.permitted()) {
      decision = {decision.outcome, SectionMode::kNone, Treatment::kNone, {},
                  decision.rule,    decision.owner_rule};
      return;
    }
    decision.mode = stricter(decision.mode, own.mode);
    decision.treatment = std::max(decision.treatment, own.treatment);
    decision.obligations = both(decision.obligations, own.obligations);
  }

  void apply_forbids(SectionDecisions& sections) const {
    for (const RuleIndex index : set_.forbids_for(facts_.kind)) {
      const CompiledRule& compiled = rule(index);
      if (!between_the_two(compiled) || !may_be_about(compiled.rule.purposes)) continue;
      for (const Section section : facts_.sections) {
        SectionDecision& decision = sections[static_cast<std::size_t>(section)];
        if (!compiled.rule.sections.contains(section) ||
            decision.outcome == SectionOutcome::kForbidden || !applies(compiled.rule, section)) {
          continue;
        }
        decision = SectionDecision{};
        decision.outcome = SectionOutcome::kForbidden;
        decision.rule = detail::id_of(index);
      }
    }
  }

  /// A purpose that is not known might be the forbidden one.
  [[nodiscard]] bool may_be_about(const Choice<model::Purpose>& purposes) const {
    return !is_known(facts_.purpose) || purposes.contains(facts_.purpose);
  }

  [[nodiscard]] bool applies(const Rule& forbid, Section section) const {
    if (forbid.when && !hinders(detail::evaluate(*forbid.when, facts_, section))) return false;
    return !forbid.unless || !helps(detail::evaluate(*forbid.unless, facts_, section));
  }

  /// What lets something through: a permit's condition, the exception of a forbid.
  [[nodiscard]] bool helps(Answer answer) const {
    return answer == Answer::kYes || (answer == Answer::kUnknown && reading_ == Reading::kWidest);
  }
  /// What keeps something back: the condition of a forbid.
  [[nodiscard]] bool hinders(Answer answer) const {
    return answer == Answer::kYes || (answer == Answer::kUnknown && reading_ == Reading::kClosed);
  }

  [[nodiscard]] RowDecision conclude(const RowDecision& decision) const {
    bool only_conditions = facts_.sections.empty();
    for (const Section section : facts_.sections) {
      const SectionDecision& each = decision.section(section);
      if (each.permitted()) {
        RowDecision shared = decision;
        shared.verdict = Verdict::kShared;
        return shared;
      }
      only_conditions = only_conditions || each.outcome == SectionOutcome::kConditionFailed;
    }
    return refused(decision, only_conditions ? Refusal::kNoSectionLeft : Refusal::kPolicyDenies);
  }

  const CompiledSet& set_;
  const ShareFacts& facts_;
  Reading reading_;
  KnownUnit sender_;
  KnownUnit recipient_;
  std::optional<detail::NameIndex> ngo_;
};

}  // namespace

const SectionDecision& RowDecision::section(model::Section section) const {
  const auto slot = static_cast<std::size_t>(section);
  return sections.at(slot < kSectionSlots ? slot : 0);
}

EnumSet<model::Section> RowDecision::permitted() const {
  EnumSet<Section> result;
  if (!shared()) return result;
  for (const auto& row : model::kSectionTexts) {
    if (section(row.value).permitted()) result.insert(row.value);
  }
  return result;
}

RowDecision decide(const PolicySet& set, const ShareFacts& facts) {
  return Decider(set.compiled(), facts, Reading::kClosed).decide();
}

RowDecision decide_widest(const PolicySet& set, const ShareFacts& facts) {
  return Decider(set.compiled(), facts, Reading::kWidest).decide();
}

}  // namespace gateway::policy
