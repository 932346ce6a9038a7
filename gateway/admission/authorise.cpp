#include "gateway/admission/authorise.h"

#include "gateway/admission/approvals.h"
#include "gateway/admission/facts.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gateway::admission {
namespace {

using envelope::Checked;
using model::Refusal;
using model::Section;

MessageFacts facts_of(const Authenticated& message) {
  policy::EnumSet<model::Section> sections;
  for (const auto& entry : message.envelope.head.sections) sections.insert(entry.section);
  return {message.envelope.head, message.envelope.gateway_row, sections};
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

/// A row of the envelope, and which of the sections granted to it are in question.
struct Granted {
  const envelope::Row& row;
  const model::Digest& commitment;
  std::uint32_t sections;
};

std::vector<AskedSection> sections_of(const envelope::Head& head, const Granted& asked) {
  std::vector<AskedSection> sections;
  for (std::size_t i = 0; i < head.sections.size(); ++i) {
    const bool is_asked = ((asked.sections >> i) & 1U) != 0;
    const envelope::Promise made =
        asked.row.promises.empty() ? envelope::Promise() : asked.row.promises.at(i);
    sections.push_back({head.sections[i].section, head.sections[i].mode, is_asked, made});
  }
  return sections;
}

std::array<consent::Cover, kCoverSlots> covers_of(const MessageFacts& message,
                                                  const Authority& authority,
                                                  const envelope::Row& row) {
  std::array<consent::Cover, kCoverSlots> covers{};
  for (const auto& known : model::kConsentPurposeTexts) {
    covers.at(static_cast<std::size_t>(known.value)) = authority.consents.covers(
        {known.value, message.cover.sender.partner, row.recipient.partner, row.role},
        message.gateway_row.consent_handles, authority.now);
  }
  return covers;
}

DecisionMoment moment_of(Step step) {
  switch (step) {
    case Step::kNone:
    case Step::kSubmit:
      return DecisionMoment::kArrival;
    case Step::kRelease:
      return DecisionMoment::kLater;
  }
  return DecisionMoment::kArrival;
}

/// What is asked about.
struct Asked {
  const MessageFacts& message;
  const envelope::Row& row;
  Step step;
  std::array<std::uint8_t, policy::kSectionSlots> approvals;
};

OverrideStanding standing_under(const directory::Directory& directory, const Asked& asked,
                                const Authority& authority) {
  return override_standing(directory, authority.freezes, asked.message, authority.now,
                           moment_of(asked.step));
}

DirectoryFacts facts_under(const directory::Directory& directory, const Asked& asked,
                           const Authority& authority) {
  const MessageFacts& message = asked.message;
  const envelope::Row& row = asked.row;
  DirectoryFacts found{directory.version(), directory.hash(),
                       share_facts(directory, message, {row.recipient, row.role}, authority.now)};
  if (found.facts) {
    found.facts->consents =
        consents_for(authority.consents, message, {row.recipient, row.role}, authority.now);
    const bool is_overridden =
        standing_under(directory, asked, authority) == OverrideStanding::kValid;
    found.facts->override_recorded = is_overridden ? policy::Answer::kYes : policy::Answer::kNo;
    found.facts->approvals = asked.approvals;
  }
  return found;
}

// Who lifts a lock has looked as hard as who approves.
void add_lifts(const Granted& asked, const Authority& authority, policy::EnumSet<Section>& lifted,
               std::array<std::uint8_t, policy::kSectionSlots>& approvals) {
  for (const Lift& lift : authority.lifts) {
    const auto slot = static_cast<std::size_t>(lift.section);
    if (lift.row != asked.commitment || slot >= approvals.size()) continue;
    lifted.insert(lift.section);
    approvals.at(slot) = std::max(approvals.at(slot), lift.trustees);
  }
}

RowQuestion question_about(const Authenticated& message, const Authority& authority, Step step,
                           const Granted& asked) {
  const envelope::Head& head = message.envelope.head;
  const envelope::GatewayRow& visible = message.envelope.gateway_row;
  const envelope::Row& row = asked.row;
  const MessageFacts facts = facts_of(message);
  RowQuestion question;
  question.step = step;
  question.now = authority.now;
  question.envelope = message.envelope.id;
  question.sender = head.sender;
  question.recipient = row.recipient;
  question.role = row.role;
  question.kind = head.kind;
  question.topic = head.topic;
  question.marking = head.marking;
  question.handling = head.handling_code;
  question.art6 = visible.art6;
  question.flags = visible.flags;
  question.grants_consents = !visible.consent_grants.empty();
  question.sections = sections_of(head, asked);
  question.expires = head.expires;
  question.audience_log_size = visible.audience_log_size;
  question.audience_resolved = authority.audience_resolved;
  question.arrived = authority.arrived;
  question.may_send = message.current->may_send(head.sender.partner, head.kind, authority.now);
  question.prekey_fits = prekey_fits(message, row);
  question.in_scope = is_in_scope(message, row.recipient);
  question.sender_frozen = authority.freezes.is_frozen(head.sender, authority.now);
  question.recipient_frozen = authority.freezes.is_frozen(row.recipient, authority.now);
  question.covers = covers_of(facts, authority, row);
  auto approved = approvals_for(authority.root, facts, {row.recipient, row.role}, authority.now);
  question.approvals_sound = approved.sound;
  if (step == Step::kRelease) add_lifts(asked, authority, question.lifted, approved.counts);
  const Asked about{facts, row, step, approved.counts};
  question.override_standing = standing_under(*message.current, about, authority);
  question.current = facts_under(*message.current, about, authority);
  if (message.named != message.current) {
    question.named = facts_under(*message.named, about, authority);
    question.override_standing =
        std::min(question.override_standing, standing_under(*message.named, about, authority));
  }
  return question;
}

std::array<std::uint8_t, policy::kSectionSlots> approvals_in(const RowQuestion& question) {
  if (!question.current.facts) return {};
  return question.current.facts->approvals;
}

}  // namespace

std::vector<DecidedRow> decide_rows(const Authenticated& message, const Authority& authority) {
  std::vector<DecidedRow> rows;
  for (std::size_t i = 0; i < message.envelope.rows.size(); ++i) {
    const envelope::Row& row = message.envelope.rows[i].row;
    if (row.is_filler()) continue;
    RowQuestion question =
        question_about(message, authority, Step::kSubmit,
                       {row, message.envelope.head.row_commitments.at(i), row.granted});
    RowAnswer answered = answer(question, authority.policies);
    rows.push_back({i, std::move(question), std::move(answered)});
  }
  return rows;
}

Checked<std::vector<AuthorisedRow>> authorise(const std::vector<DecidedRow>& decided) {
  std::vector<AuthorisedRow> rows;
  for (const DecidedRow& row : decided) {
    if (row.answer.refusal) return *row.answer.refusal;
    rows.push_back({row.index, row.question.recipient, row.question.role,
                    row.question.recipient_frozen ? RowFate::kQuarantine : RowFate::kDeliver,
                    row.answer.decision, approvals_in(row.question)});
  }
  if (rows.empty()) return Refusal::kAudienceEmpty;
  return rows;
}

Checked<std::vector<AuthorisedRow>> authorise(const Authenticated& message,
                                              const Authority& authority) {
  return authorise(decide_rows(message, authority));
}

Checked<DecidedRow> decide_now(const Authenticated& message, const Authority& authority,
                               std::size_t row_index, std::uint32_t sections) {
  if (row_index >= message.envelope.rows.size()) return Refusal::kNotFound;
  const envelope::Row& row = message.envelope.rows[row_index].row;
  if (row.is_filler() || (sections & ~row.granted) != 0 || sections == 0) {
    return Refusal::kNotFound;
  }
  RowQuestion question =
      question_about(message, authority, Step::kRelease,
                     {row, message.envelope.head.row_commitments.at(row_index), sections});
  RowAnswer answered = answer(question, authority.policies);
  return DecidedRow{row_index, std::move(question), std::move(answered)};
}

std::optional<Refusal> refusal_now(const Authenticated& message, const Authority& authority,
                                   std::size_t row_index, std::uint32_t sections) {
  const auto decided = decide_now(message, authority, row_index, sections);
  if (!decided) return decided.refusal();
  return decided->answer.refusal;
}

}  // namespace gateway::admission
