#include "gateway/admission/facts.h"

#include "gateway/model/handling.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::admission {
namespace {

using policy::Answer;

Answer answer(bool yes) { return yes ? Answer::kYes : Answer::kNo; }

// Names in a directory are well formed; an impossible failure still only closes.
std::optional<policy::Sender> sender_of(const directory::Directory& directory,
                                        const model::UnitRef& ref, base::Time now) {
  const auto* const partner = directory.partner(ref.partner);
  const auto* const unit = directory.unit(ref);
  if (partner == nullptr || unit == nullptr || !partner->is_active(now)) return std::nullopt;
  auto name = model::PartnerName::parse(partner->name);
  auto unit_name = model::UnitName::parse(unit->name);
  if (!name || !unit_name) return std::nullopt;
  policy::EnumSet<model::Role> roles;
  for (const model::Role role : unit->roles) roles.insert(role);
  return policy::Sender{*std::move(name), *std::move(unit_name), roles};
}

std::optional<policy::Recipient> recipient_of(const directory::Directory& directory,
                                              const RowFacts& row, base::Time now) {
  const auto* const partner = directory.partner(row.unit.partner);
  const auto* const unit = directory.unit_with(row.unit, row.role, now);
  if (partner == nullptr || unit == nullptr) return std::nullopt;
  auto name = model::PartnerName::parse(partner->name);
  auto unit_name = model::UnitName::parse(unit->name);
  if (!name || !unit_name) return std::nullopt;
  return policy::Recipient{*std::move(name), *std::move(unit_name), row.role};
}

void add_topic_facts(policy::ShareFacts& facts, const directory::Unit& unit) {
  const auto topic = directory::parse_topic(*facts.topic);
  if (!topic) return;  // Unknown answers stay closed.
  facts.area_matches = answer(unit.areas.covers(topic->area));
  facts.sector_matches = answer(unit.sectors.covers(topic->sector));
}

}  // namespace

policy::EnumSet<model::ConsentPurpose> consents_for(const consent::Register& consents,
                                                    const MessageFacts& message,
                                                    const RowFacts& row, base::Time now) {
  policy::EnumSet<model::ConsentPurpose> covered;
  if (message.gateway_row.consent_handles.empty()) return covered;
  for (const auto& known : model::kConsentPurposeTexts) {
    const auto cover =
        consents.covers({known.value, message.cover.sender.partner, row.unit.partner, row.role},
                        message.gateway_row.consent_handles, now);
    if (cover == consent::Cover::kYes) covered.insert(known.value);
  }
  return covered;
}

std::optional<policy::ShareFacts> share_facts(const directory::Directory& directory,
                                              const MessageFacts& message, const RowFacts& row,
                                              base::Time now) {
  auto sender = sender_of(directory, message.cover.sender, now);
  auto recipient = recipient_of(directory, row, now);
  const auto* const unit = directory.unit(row.unit);
  if (!sender || !recipient || unit == nullptr) return std::nullopt;
  const model::LegalBasis art6 = message.gateway_row.art6;
  policy::ShareFacts facts{
      .sender = *std::move(sender),
      .recipient = *std::move(recipient),
      .kind = message.cover.kind,
      .sections = message.sections,
      .purpose = message.gateway_row.purpose,
      .bases = {art6, message.gateway_row.art9},
      .urgency = message.cover.urgency,
      .marking = message.cover.marking,
      .handling = message.cover.handling_code,
      .subject_is_child = answer(message.gateway_row.flags.subject_child),
      .override_recorded = Answer::kNo,
      .area_matches = Answer::kUnknown,
      .sector_matches = Answer::kUnknown,
      .topic = message.cover.topic,
      .consents = std::nullopt,
      .sanitised = policy::EnumSet<model::Section>(),
      .approvals = {},
      .now = now,
  };
  if (!facts.topic->empty()) add_topic_facts(facts, *unit);
  facts.sanitised =
      message.gateway_row.flags.sanitised ? message.sections : policy::EnumSet<model::Section>();
  facts.now = now;
  return facts;
}

}  // namespace gateway::admission
