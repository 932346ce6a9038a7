#include "gateway/admission/authorise.h"

#include "gateway/admission/facts.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gateway::admission {
namespace {

using envelope::Checked;
using model::Refusal;

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

DirectoryFacts facts_under(const directory::Directory& directory, const MessageFacts& message,
                           const Authority& authority, const envelope::Row& row) {
  DirectoryFacts found{directory.version(), directory.hash(),
                       share_facts(directory, message, {row.recipient, row.role}, authority.now)};
  if (found.facts) {
    found.facts->consents =
        consents_for(authority.consents, message, {row.recipient, row.role}, authority.now);
  }
  return found;
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
  question.current = facts_under(*message.current, facts, authority, row);
  if (message.named != message.current) {
    question.named = facts_under(*message.named, facts, authority, row);
  }
  return question;
}

}  // namespace

std::vector<DecidedRow> decide_rows(const Authenticated& message, const Authority& authority) {
  std::vector<DecidedRow> rows;
  for (std::size_t i = 0; i < message.envelope.rows.size(); ++i) {
    const envelope::Row& row = message.envelope.rows[i].row;
    if (row.is_filler()) continue;
    RowQuestion question = question_about(message, authority, Step::kSubmit, {row, row.granted});
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
                    row.answer.decision});
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
  RowQuestion question = question_about(message, authority, Step::kRelease, {row, sections});
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
