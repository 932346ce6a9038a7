#include "gateway/admission/authorise.h"

#include "gateway/admission/facts.h"
#include "gateway/admission/promises.h"
#include "gateway/consent/gate.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gateway::admission {
namespace {

using envelope::Checked;
using model::Kind;
using model::Refusal;

MessageFacts facts_of(const Authenticated& message) {
  policy::EnumSet<model::Section> sections;
  for (const auto& entry : message.envelope.head.sections) sections.insert(entry.section);
  return {message.envelope.head, message.envelope.gateway_row, sections};
}

// Kinds that must carry nothing which joins them to a case.
bool is_unlinkable(Kind kind) { return kind == Kind::kIntelReport || kind == Kind::kNrmDtnPack; }

// The rules of the field that show in head and gateway row.
std::optional<Refusal> visible_rule(const Authenticated& message) {
  const envelope::Head& head = message.envelope.head;
  const envelope::GatewayRow& row = message.envelope.gateway_row;
  if (head.marking != model::Marking::kOfficial &&
      head.marking != model::Marking::kOfficialSensitive) {
    return Refusal::kClassificationTooHigh;
  }
  if (row.flags.identifiable && head.marking != model::Marking::kOfficialSensitive) {
    return Refusal::kMarkingTooLow;
  }
  if (head.handling_code == model::HandlingCode::kConditions && !row.flags.conditions_present) {
    return Refusal::kConditionsRequired;
  }
  if (is_unlinkable(head.kind) && row.flags.carries_reference) return Refusal::kLinkability;
  if (!row.consent_grants.empty() && head.kind != Kind::kConsentRecord) {
    return Refusal::kEnvelopeMalformed;
  }
  return std::nullopt;
}

std::optional<Refusal> stale_audience(const Authenticated& message, const Authority& authority) {
  const envelope::Head& head = message.envelope.head;
  const bool is_published = !head.topic.empty();
  if (is_published != (message.envelope.gateway_row.audience_log_size != 0)) {
    return Refusal::kEnvelopeMalformed;
  }
  if (!is_published) return std::nullopt;
  const auto topic = directory::parse_topic(head.topic);
  if (!topic || topic->kind != head.kind) return Refusal::kEnvelopeMalformed;
  if (authority.audience_resolved + kMaxAudienceAge < authority.arrived) {
    return Refusal::kAudienceStale;
  }
  return std::nullopt;
}

std::optional<Refusal> consent_gate(const MessageFacts& message, const Authority& authority,
                                    const RowFacts& row) {
  const auto purposes = consent::gate({message.cover.kind, message.gateway_row.art6,
                                       message.gateway_row.flags.subject_child, false});
  for (const model::ConsentPurpose purpose : purposes) {
    const auto cover = authority.consents.covers(
        {purpose, message.cover.sender.partner, row.unit.partner, row.role},
        message.gateway_row.consent_handles, authority.now);
    if (const auto refusal = consent::refusal_for(cover)) return refusal;
  }
  return std::nullopt;
}

Checked<policy::RowDecision> decide_under(const directory::Directory& directory,
                                          const MessageFacts& message, const Authority& authority,
                                          const RowFacts& row) {
  auto facts = share_facts(directory, message, row, authority.now);
  if (!facts) return Refusal::kRecipientUnknown;
  facts->consents = consents_for(authority.consents, message, row, authority.now);
  auto decision = policy::decide(authority.policies, *facts);
  if (!decision.shared()) return decision.refusal;
  return decision;
}

/// A row of the envelope, and which of the sections granted to it are in question.
struct Granted {
  const envelope::Row& row;
  std::uint32_t sections;
};

// Every section that the row's wrap holds a key for must be permitted, in a mode at least as closed
// and with promises at least as binding as the policy demands.
std::optional<Refusal> check_grants(const envelope::Head& head, const Granted& asked,
                                    const policy::RowDecision& decision) {
  for (std::size_t i = 0; i < head.sections.size(); ++i) {
    if (((asked.sections >> i) & 1U) == 0) continue;
    const policy::SectionDecision& section = decision.section(head.sections[i].section);
    if (!section.permitted()) return Refusal::kPolicyDenies;
    if (section.mode == model::SectionMode::kRelease &&
        head.sections[i].mode != model::SectionMode::kRelease) {
      return Refusal::kModeNotAllowed;
    }
    const envelope::Promise made =
        asked.row.promises.empty() ? envelope::Promise() : asked.row.promises.at(i);
    if (!keeps(made, promise_of(section.obligations))) return Refusal::kPromiseMissing;
  }
  return std::nullopt;
}

Checked<policy::RowDecision> decide_row(const Authenticated& message, const MessageFacts& facts,
                                        const Authority& authority, const Granted& asked) {
  const RowFacts row{asked.row.recipient, asked.row.role};
  if (const auto refusal = consent_gate(facts, authority, row)) return *refusal;
  auto decision = decide_under(*message.current, facts, authority, row);
  if (!decision) return decision.refusal();
  if (const auto refusal = check_grants(message.envelope.head, asked, *decision)) {
    return *refusal;
  }
  if (message.named == message.current) return decision;
  // An older version may be named only when it, too, says yes.
  const auto earlier = decide_under(*message.named, facts, authority, row);
  if (!earlier) return earlier.refusal();
  if (const auto refusal = check_grants(message.envelope.head, asked, *earlier)) return *refusal;
  return decision;
}

bool prekey_fits(const Authenticated& message, const envelope::Row& row) {
  const auto* const prekey = message.named->prekey(row.recipient, row.prekey);
  return prekey != nullptr && prekey->role == row.role;
}

// A subscription asks for a topic; area and sector of the unit say whether it may have it. The
// sender's client has left others out: one that did not is not to be believed.
bool is_in_scope(const Authenticated& message, const model::UnitRef& recipient) {
  if (message.envelope.head.topic.empty()) return true;
  const auto topic = directory::parse_topic(message.envelope.head.topic);
  const auto* const unit = message.current->unit(recipient);
  return topic && unit != nullptr && unit->areas.covers(topic->area) &&
         unit->sectors.covers(topic->sector);
}

}  // namespace

Checked<std::vector<AuthorisedRow>> authorise(const Authenticated& message,
                                              const Authority& authority) {
  const envelope::Head& head = message.envelope.head;
  if (const auto refusal = visible_rule(message)) return *refusal;
  if (const auto refusal = stale_audience(message, authority)) return *refusal;
  if (!message.current->may_send(head.sender.partner, head.kind, authority.now)) {
    return Refusal::kRoleNotPermitted;
  }
  const MessageFacts facts = facts_of(message);
  std::vector<AuthorisedRow> rows;
  for (std::size_t i = 0; i < message.envelope.rows.size(); ++i) {
    const envelope::Row& row = message.envelope.rows[i].row;
    if (row.is_filler()) continue;
    if (!prekey_fits(message, row)) return Refusal::kRecipientUnknown;
    auto decision = decide_row(message, facts, authority, {row, row.granted});
    if (!decision) return decision.refusal();
    if (!is_in_scope(message, row.recipient)) return Refusal::kPolicyDenies;
    const bool is_frozen = authority.freezes.is_frozen(row.recipient, authority.now);
    rows.push_back({i, row.recipient, row.role,
                    is_frozen ? RowFate::kQuarantine : RowFate::kDeliver, *std::move(decision)});
  }
  if (rows.empty()) return Refusal::kAudienceEmpty;
  return rows;
}

std::optional<Refusal> refusal_now(const Authenticated& message, const Authority& authority,
                                   std::size_t row_index, std::uint32_t sections) {
  const envelope::Head& head = message.envelope.head;
  if (row_index >= message.envelope.rows.size()) return Refusal::kNotFound;
  const envelope::Row& row = message.envelope.rows[row_index].row;
  if (row.is_filler() || (sections & ~row.granted) != 0 || sections == 0) {
    return Refusal::kNotFound;
  }
  if (head.expires <= authority.now) return Refusal::kExpired;
  if (authority.freezes.is_frozen(row.recipient, authority.now) ||
      authority.freezes.is_frozen(head.sender, authority.now)) {
    return Refusal::kFrozen;
  }
  const auto decision = decide_row(message, facts_of(message), authority, {row, sections});
  if (!decision) return decision.refusal();
  return std::nullopt;
}

}  // namespace gateway::admission
