#include "gateway/client/plan.h"

#include "gateway/admission/approvals.h"
#include "gateway/admission/facts.h"
#include "gateway/consent/gate.h"
#include "gateway/consent/register.h"
#include "gateway/envelope/head.h"
#include "gateway/kinds/facts.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/override_ground.h"
#include "gateway/policy/matrix.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::client {
namespace {

using model::Refusal;

envelope::GatewayRow gateway_row_of(const PlanRequest& request) {
  const kinds::Interchange& message = request.message.envelope();
  const kinds::Facts facts = kinds::facts_of(request.message.content());
  envelope::GatewayRow row;
  row.purpose = message.legal.purpose;
  row.art6 = message.legal.article6;
  row.art9 = message.legal.article9;
  row.flags = {facts.subject_is_child, facts.identifiable, facts.conditions_present,
               facts.carries_reference && request.thread == kinds::Thread::kKept, facts.sanitised};
  row.audience_log_size = request.audience_log_size;
  for (const ReliedConsent& consent : request.consents) {
    for (const wire::ConsentEntry& entry : consent.entries) {
      if (!entry.withdrawn) row.consent_handles.push_back(entry.handle);
    }
  }
  return row;
}

envelope::Cover cover_of(const Desk& desk, const PlanRequest& request) {
  const kinds::Interchange& message = request.message.envelope();
  envelope::Cover cover;
  cover.message_id = message.message_id;
  cover.sender = desk.unit();
  cover.created = message.created;
  cover.kind = message.kind;
  cover.topic = request.topic;
  cover.marking = message.marking;
  cover.handling_code = message.handling;
  cover.urgency = message.urgency;
  return cover;
}

// The register as this unit knows it: the entries the gateway showed us.
consent::Register register_of(const Desk& desk, const std::vector<ReliedConsent>& consents) {
  consent::Register known(desk.trust().ngo);
  for (const ReliedConsent& consent : consents) {
    const auto id = model::parse_message_id(consent.id);
    if (!id) continue;
    for (const wire::ConsentEntry& entry : consent.entries) {
      const consent::Entry restored{
          {entry.handle, consent::group_of(*id, desk.unit().partner), entry.purpose,
           entry.recipient, entry.role, entry.from, entry.until},
          desk.unit().partner,
          entry.withdrawn ? consent::EntryState::kWithdrawn : consent::EntryState::kLive};
      static_cast<void>(known.restore(restored));
    }
  }
  return known;
}

std::vector<PlannedRow> addressed(const Desk& desk, const kinds::Interchange& message) {
  std::vector<PlannedRow> rows;
  for (const kinds::Recipient& recipient : message.recipients) {
    PlannedRow& row = rows.emplace_back(PlannedRow{recipient, {}, {}, {}, {}, {}});
    const auto* const partner = desk.directory().partner(recipient.partner.text());
    if (partner == nullptr) {
      row.refusal = Refusal::kRecipientUnknown;
      continue;
    }
    const auto unit = desk.directory().unit_holding(partner->number, recipient.role);
    if (unit) {
      row.unit = *unit;
    } else {
      row.unit.partner = partner->number;
      row.refusal = Refusal::kRecipientUnknown;
    }
  }
  return rows;
}

struct Question {
  const Desk& desk;
  const admission::MessageFacts& message;
  const consent::Register& consents;
  base::Time now;
  policy::Answer overridden;
  const PlanRequest& request;
};

// Of the envelope the row will be in, whichever of those drawn that is.
std::array<std::uint8_t, policy::kSectionSlots> approvals_for(const Question& question,
                                                              const admission::RowFacts& row) {
  std::array<std::uint8_t, policy::kSectionSlots> counts{};
  envelope::Cover cover = question.message.cover;
  envelope::GatewayRow gateway_row;
  gateway_row.approvals = question.request.approvals;
  for (const auto& [wire_id, salt] : question.request.drawn) {
    cover.message_id = wire_id;
    cover.salt = salt;
    const auto found = admission::approvals_for(&question.desk.trust().root.root,
                                                {cover, gateway_row, question.message.sections},
                                                row, question.now);
    std::ranges::transform(counts, found.counts, counts.begin(),
                           [](std::uint8_t a, std::uint8_t b) { return std::max(a, b); });
  }
  return counts;
}

// What approvals would open, and how many that takes.
void find_approvable(const Question& question, policy::ShareFacts share, PlannedRow& row) {
  const auto trustees = question.desk.trust().root.root.trustees.size();
  for (const model::Section section : question.message.sections) {
    if (row.decision.section(section).outcome != policy::SectionOutcome::kForbidden) continue;
    for (std::size_t count = 1; count <= trustees; ++count) {
      share.approvals.at(static_cast<std::size_t>(section)) = static_cast<std::uint8_t>(count);
      const auto decided = policy::decide(question.desk.trust().policies, share);
      if (!decided.shared() || !decided.section(section).permitted()) continue;
      row.approvable[section] = count;
      break;
    }
  }
}

std::optional<Refusal> gate_refusal(const Question& question, const PlannedRow& row) {
  const auto& gateway_row = question.message.gateway_row;
  for (const model::ConsentPurpose purpose :
       consent::gate({question.message.cover.kind, gateway_row.art6,
                      gateway_row.flags.subject_child, false})) {
    const auto cover = question.consents.covers(
        {purpose, question.desk.unit().partner, row.unit.partner, row.recipient.role},
        gateway_row.consent_handles, question.now);
    if (const auto refusal = consent::refusal_for(cover)) return refusal;
  }
  return std::nullopt;
}

void decide(const Question& question, PlannedRow& row) {
  const admission::RowFacts facts{row.unit, row.recipient.role};
  // What may not go to this role at all is said before what consent stands in the way.
  auto share =
      admission::share_facts(question.desk.directory(), question.message, facts, question.now);
  if (!share) {
    row.refusal = Refusal::kRecipientUnknown;
    return;
  }
  share->consents =
      admission::consents_for(question.consents, question.message, facts, question.now);
  share->override_recorded = question.overridden;
  share->approvals = approvals_for(question, facts);
  row.decision = policy::decide(question.desk.trust().policies, *share);
  if (!row.decision.shared() && row.decision.refusal == Refusal::kRoleNotPermitted) {
    row.refusal = row.decision.refusal;
    return;
  }
  find_approvable(question, *share, row);
  row.refusal = gate_refusal(question, row);
  if (!row.refusal && !row.decision.shared()) row.refusal = row.decision.refusal;
  if (row.refusal) return;
  for (const model::Section section : row.decision.permitted()) row.granted.push_back(section);
}

}  // namespace

base::Time expiry_of(const kinds::Interchange& message) {
  return message.created + (message.urgency == model::Urgency::kFlash ? envelope::kMaxFlashLifetime
                                                                      : envelope::kMaxLifetime);
}

std::optional<Refusal> Plan::refusal() const {
  if (rows.empty()) return Refusal::kAudienceEmpty;
  const auto refused =
      std::ranges::find_if(rows, [](const PlannedRow& row) { return row.refusal.has_value(); });
  return refused == rows.end() ? std::nullopt : refused->refusal;
}

Plan make_plan(const Desk& desk, const PlanRequest& request) {
  Plan plan;
  plan.now = request.now;
  plan.topic = request.topic;
  plan.thread = request.thread;
  plan.gateway_row = gateway_row_of(request);
  plan.rows =
      request.topic.empty() ? addressed(desk, request.message.envelope()) : request.audience;
  const envelope::Cover cover = cover_of(desk, request);
  policy::EnumSet<model::Section> sections;
  for (const model::Section section : kinds::sections_of(request.message.kind())) {
    sections.insert(section);
  }
  const admission::MessageFacts facts{cover, plan.gateway_row, sections};
  const consent::Register consents = register_of(desk, request.consents);
  const auto& record = request.message.envelope().legal.override_record;
  if (record) plan.override_ground = kinds::override_ground(record->basis);
  const bool is_overridden = plan.override_ground != model::LegalBasis::kNone;
  const Question question{desk,
                          facts,
                          consents,
                          request.now,
                          is_overridden ? policy::Answer::kYes : policy::Answer::kNo,
                          request};
  for (PlannedRow& row : plan.rows) {
    if (!row.refusal) decide(question, row);
  }
  return plan;
}

bool is_eligible(const Desk& desk, model::Kind kind, model::Role role) {
  const auto partner = model::PartnerName::parse(desk.context().partner);
  const auto unit = model::UnitName::parse(desk.unit().unit);
  if (!partner || !unit) return false;
  policy::EnumSet<model::Role> roles;
  for (const model::Role held : desk.unit_entry().roles) roles.insert(held);
  return policy::may_ever_receive(desk.trust().policies, kind,
                                  policy::Sender{*partner, *unit, roles}, role);
}

std::string eligible_rule(const Desk& desk, model::Kind kind, model::Role role) {
  std::string names;
  for (const policy::MatrixRow& row : policy::matrix(desk.trust().policies)) {
    if (row.kind != kind || row.role != role || row.answer == policy::Possibility::kNo) continue;
    for (const policy::RuleId rule : row.rules) {
      const std::string name = "rule " + std::string(desk.trust().policies.name_of(rule));
      if (names.find(name) == std::string::npos) names += (names.empty() ? "" : ", ") + name;
    }
  }
  return names;
}

}  // namespace gateway::client
