#include "gateway/client/consent_ledger.h"

#include "gateway/consent/register.h"
#include "gateway/envelope/gateway_view.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

namespace gateway::client {
namespace {

constexpr std::size_t kMaxAsked = 64;

std::vector<promise::Given> given_in(const envelope::GatewayEnvelope& sealed,
                                     const envelope::Row& row) {
  std::vector<promise::Given> given;
  for (std::size_t i = 0; i < sealed.head.sections.size(); ++i) {
    if (!row.grants(i)) continue;
    promise::Given& each = given.emplace_back();
    each.section = sealed.head.sections[i].section;
    if (i < row.promises.size()) each.promise = row.promises[i];
  }
  return given;
}

void add_rows(const model::MessageId& message, const OutboxPiece& piece, SentRows& sent) {
  const auto sealed = envelope::open_for_gateway(piece.container);
  if (!sealed) {
    ++sent.damaged;
    return;
  }
  for (const auto& parts : sealed->rows) {
    if (parts.row.is_filler()) continue;
    sent.rows.push_back({message, piece.wire_id, sealed->head.kind, sealed->head.created,
                         parts.row.recipient, parts.row.role, given_in(*sealed, parts.row),
                         sealed->gateway_row.consent_handles, sealed->gateway_row.consent_group,
                         piece.accepted});
  }
}

// The gateway's word about every envelope that is asked for.
std::optional<std::map<model::MessageId, wire::MessageStatus>> statuses_of(
    const std::vector<OwedRow>& owed, Link& link, base::Millis timeout) {
  std::vector<model::MessageId> ids;
  for (const OwedRow& each : owed) ids.push_back(each.row.wire_id);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::map<model::MessageId, wire::MessageStatus> known;
  for (std::size_t from = 0; from < ids.size(); from += kMaxAsked) {
    const auto until = std::min(ids.size(), from + kMaxAsked);
    wire::AskStatus ask;
    for (std::size_t i = from; i < until; ++i) ask.messages.push_back(ids[i]);
    const auto reply = link.ask(std::move(ask), {}, timeout);
    if (!reply.answer) return std::nullopt;
    const auto* const statuses = std::get_if<wire::Statuses>(&reply.answer->body);
    if (statuses == nullptr) return std::nullopt;
    for (const auto& status : statuses->messages) {
      if (status.known) known.emplace(status.message_id, status);
    }
  }
  return known;
}

const wire::RowStatus* status_in(const wire::MessageStatus& message, const SentRow& row) {
  const auto found = std::ranges::find_if(message.rows, [&](const wire::RowStatus& each) {
    return each.unit == row.unit && each.role == row.role;
  });
  return found == message.rows.end() ? nullptr : &*found;
}

}  // namespace

SentRows sent_rows(const Outbox& outbox) {
  SentRows sent;
  for (const model::MessageId& message : outbox.list()) {
    const auto item = outbox.find(message);
    if (!item || !*item) {
      ++sent.damaged;
      continue;
    }
    for (const OutboxPiece& piece : (**item).pieces) add_rows(message, piece, sent);
  }
  return sent;
}

std::optional<std::vector<RecordedConsent>> recorded_consents(const Desk& desk,
                                                              const SentRows& sent, Link& link,
                                                              base::Millis timeout) {
  std::vector<RecordedConsent> recorded;
  for (const SentRow& row : sent.rows) {
    if (row.kind != model::Kind::kConsentRecord || row.consent_group.is_zero()) continue;
    if (!recorded.empty() && recorded.back().group == row.consent_group) continue;
    const auto reply = link.ask(wire::AskConsents{row.consent_group}, {}, timeout);
    if (!reply.answer) return std::nullopt;
    RecordedConsent& consent = recorded.emplace_back();
    consent.message = row.message;
    consent.group = row.consent_group;
    consent.created = row.created;
    if (consent::group_of(row.message, desk.unit().partner) == row.consent_group) {
      consent.id = row.message;
    }
    const auto* const found = std::get_if<wire::Consents>(&reply.answer->body);
    if (found != nullptr) consent.entries = found->entries;
  }
  std::ranges::stable_sort(recorded, {}, &RecordedConsent::created);
  return recorded;
}

std::string_view to_text(ConsentState state) {
  switch (state) {
    case ConsentState::kLive:
      return "live";
    case ConsentState::kNotYet:
      return "not yet";
    case ConsentState::kExpired:
      return "expired";
    case ConsentState::kWithdrawn:
      return "withdrawn";
  }
  return "?";
}

ConsentState state_of(const wire::ConsentEntry& entry, base::Time now) {
  if (entry.withdrawn) return ConsentState::kWithdrawn;
  if (now < entry.from) return ConsentState::kNotYet;
  return now < entry.until ? ConsentState::kLive : ConsentState::kExpired;
}

std::optional<std::vector<OwedRow>> owed_rows(const OwedQuestion& question, Link& link,
                                              AnswerBook& book) {
  std::vector<OwedRow> owed;
  for (const SentRow& row : question.rows) {
    if (!row.accepted) continue;
    for (const promise::Duty& duty : promise::duties_of(row.given, row.created)) {
      if (duty.kind != promise::DutyKind::kReportBack) continue;
      owed.push_back({row, duty, std::nullopt, std::nullopt, {}});
    }
  }
  const auto statuses = statuses_of(owed, link, question.timeout);
  if (!statuses) return std::nullopt;
  for (OwedRow& each : owed) {
    const AnswerKey key{each.row.wire_id, each.row.unit, each.row.role};
    const auto message = statuses->find(each.row.wire_id);
    const auto* const status =
        message == statuses->end() ? nullptr : status_in(message->second, each.row);
    if (status != nullptr) each.status = *status;
    if (status != nullptr && status->acted) book.note(key, status->acted_at);
    each.answered = book.find(key);
    each.state = promise::state_of(each.duty, each.answered, question.now);
  }
  std::ranges::stable_sort(owed, [](const OwedRow& a, const OwedRow& b) {
    return promise::comes_before(a.duty, a.state, b.duty, b.state);
  });
  return owed;
}

}  // namespace gateway::client
