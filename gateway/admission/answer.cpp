#include "gateway/admission/authorise.h"
#include "gateway/admission/promises.h"
#include "gateway/admission/row_question.h"
#include "gateway/consent/gate.h"
#include "gateway/directory/subscription.h"

namespace gateway::admission {
namespace {

using model::Kind;
using model::Refusal;

// Kinds that must carry nothing which joins them to a case.
bool is_unlinkable(Kind kind) { return kind == Kind::kIntelReport || kind == Kind::kNrmDtnPack; }

// The rules of the field that show in head and gateway row.
std::optional<Refusal> visible_rule(const RowQuestion& question) {
  if (question.marking != model::Marking::kOfficial &&
      question.marking != model::Marking::kOfficialSensitive) {
    return Refusal::kClassificationTooHigh;
  }
  if (question.flags.identifiable && question.marking != model::Marking::kOfficialSensitive) {
    return Refusal::kMarkingTooLow;
  }
  if (question.handling == model::HandlingCode::kConditions && !question.flags.conditions_present) {
    return Refusal::kConditionsRequired;
  }
  // A child's message is never held up for want of consent, so it must not rest on one either.
  if (question.flags.subject_child && question.art6 == model::LegalBasis::kConsent) {
    return Refusal::kChildConsentLogic;
  }
  if (is_unlinkable(question.kind) && question.flags.carries_reference) {
    return Refusal::kLinkability;
  }
  if (question.grants_consents && question.kind != Kind::kConsentRecord) {
    return Refusal::kEnvelopeMalformed;
  }
  // Not taken for an override that was never claimed: somebody said that a person decided.
  if (question.override_standing == OverrideStanding::kInvalid) {
    return Refusal::kOverrideNeedsNamedPerson;
  }
  if (!question.approvals_sound) return Refusal::kApprovalInvalid;
  return std::nullopt;
}

std::optional<Refusal> stale_audience(const RowQuestion& question) {
  const bool is_published = !question.topic.empty();
  if (is_published != (question.audience_log_size != 0)) return Refusal::kEnvelopeMalformed;
  if (!is_published) return std::nullopt;
  const auto topic = directory::parse_topic(question.topic);
  if (!topic || topic->kind != question.kind) return Refusal::kEnvelopeMalformed;
  if (question.audience_resolved + kMaxAudienceAge < question.arrived) {
    return Refusal::kAudienceStale;
  }
  return std::nullopt;
}

std::optional<Refusal> consent_gate(const RowQuestion& question) {
  const auto purposes =
      consent::gate({question.kind, question.art6, question.flags.subject_child, false});
  for (const model::ConsentPurpose purpose : purposes) {
    const auto cover = question.covers.at(static_cast<std::size_t>(purpose));
    if (const auto refusal = consent::refusal_for(cover)) return refusal;
  }
  return std::nullopt;
}

// Trustees lift what a failed condition or a missing permit withholds, and nothing that is
// forbidden.
bool is_lifted(const RowQuestion& question, const AskedSection& asked,
               const policy::SectionDecision& decision) {
  return question.step == Step::kRelease && question.lifted.contains(asked.section) &&
         asked.mode == model::SectionMode::kRelease &&
         (decision.outcome == policy::SectionOutcome::kConditionFailed ||
          decision.outcome == policy::SectionOutcome::kNoPermit);
}

// Whether everything in question is lifted, so that the row itself need not be shared any more.
bool lifts_all(const RowQuestion& question) {
  bool any = false;
  for (const AskedSection& each : question.sections) {
    if (each.asked && !question.lifted.contains(each.section)) return false;
    any = any || each.asked;
  }
  return any && question.step == Step::kRelease;
}

// Roles and agreements are no locks of this kind.
bool is_lock(Refusal refusal) {
  return refusal == Refusal::kPolicyDenies || refusal == Refusal::kNoSectionLeft;
}

// Every section that the row's wrap holds a key for must be permitted, in a mode at least as closed
// and with promises at least as binding as the policy demands.
std::optional<Refusal> check_grants(const RowQuestion& question,
                                    const policy::RowDecision& decision) {
  for (const AskedSection& each : question.sections) {
    if (!each.asked) continue;
    const policy::SectionDecision& section = decision.section(each.section);
    if (is_lifted(question, each, section)) continue;
    if (!section.permitted()) return Refusal::kPolicyDenies;
    if (section.mode == model::SectionMode::kRelease && each.mode != model::SectionMode::kRelease) {
      return Refusal::kModeNotAllowed;
    }
    if (!keeps(each.promise, promise_of(section.obligations))) return Refusal::kPromiseMissing;
  }
  return std::nullopt;
}

std::optional<Refusal> decide_under(const DirectoryFacts& directory, const RowQuestion& question,
                                    const policy::PolicySet& policies,
                                    policy::RowDecision& decision) {
  if (!directory.facts) return Refusal::kRecipientUnknown;
  decision = policy::decide(policies, *directory.facts);
  const bool is_lifted_row = lifts_all(question) && is_lock(decision.refusal);
  if (!decision.shared() && !is_lifted_row) return decision.refusal;
  return check_grants(question, decision);
}

std::optional<Refusal> decide(const RowQuestion& question, const policy::PolicySet& policies,
                              policy::RowDecision& decision) {
  const auto no_consent = consent_gate(question);
  if (no_consent && !lifts_all(question)) return no_consent;
  if (const auto refusal = decide_under(question.current, question, policies, decision)) {
    return refusal;
  }
  if (!question.named) return std::nullopt;
  // An older version may be named only when it, too, says yes.
  policy::RowDecision earlier;
  return decide_under(*question.named, question, policies, earlier);
}

std::optional<Refusal> on_submit(const RowQuestion& question, const policy::PolicySet& policies,
                                 policy::RowDecision& decision) {
  if (const auto refusal = visible_rule(question)) return refusal;
  if (const auto refusal = stale_audience(question)) return refusal;
  if (!question.may_send) return Refusal::kRoleNotPermitted;
  if (!question.prekey_fits) return Refusal::kRecipientUnknown;
  if (const auto refusal = decide(question, policies, decision)) return refusal;
  if (!question.in_scope) return Refusal::kPolicyDenies;
  return std::nullopt;
}

std::optional<Refusal> on_release(const RowQuestion& question, const policy::PolicySet& policies,
                                  policy::RowDecision& decision) {
  if (question.expires <= question.now) return Refusal::kExpired;
  if (question.recipient_frozen || question.sender_frozen) return Refusal::kFrozen;
  return decide(question, policies, decision);
}

}  // namespace

RowAnswer answer(const RowQuestion& question, const policy::PolicySet& policies) {
  RowAnswer answer;
  switch (question.step) {
    case Step::kSubmit:
      answer.refusal = on_submit(question, policies, answer.decision);
      break;
    case Step::kRelease:
      answer.refusal = on_release(question, policies, answer.decision);
      break;
    case Step::kNone:
      break;
  }
  return answer;
}

}  // namespace gateway::admission
