#include "gateway/audit/commitments.h"
#include "gateway/base/check.h"
#include "gateway/crypto/digest.h"
#include "gateway/daemon/engine.h"

#include <algorithm>
#include <utility>

namespace gateway::daemon {
namespace {

using model::Refusal;

base::Digest digest_of_id(const model::EnvelopeId& id) { return *base::Digest::from(id.bytes()); }

constexpr std::uint8_t number(broker::DeliveryState state) {
  return static_cast<std::uint8_t>(state);
}

broker::DeliveryState first_state(admission::RowFate fate) {
  switch (fate) {
    case admission::RowFate::kSkip:
      return broker::DeliveryState::kSkipped;
    case admission::RowFate::kQuarantine:
      return broker::DeliveryState::kQuarantined;
    case admission::RowFate::kDeliver:
      return broker::DeliveryState::kWaiting;
  }
  return broker::DeliveryState::kSkipped;
}

}  // namespace

void Engine::submit(Session& session, std::uint64_t re, std::uint32_t count,
                    const std::vector<base::ByteView>& envelopes) {
  if (count == 0 || count != envelopes.size()) {
    refuse(session, re, Refusal::kFrameMalformed);
    return;
  }
  std::vector<PendingResult> results;
  for (const base::ByteView container : envelopes) {
    results.push_back(accept_one(session, container));
  }
  PendingAnswer& pending = later(session.number, re, wire::Submitted{});
  pending.with_head = true;
  pending.results = std::move(results);
}

Engine::PendingResult Engine::refuse_one(const Session& session, const base::Digest& subject,
                                         Refusal refusal) {
  log_refusal(session.unit.partner, subject, refusal);
  return {subject, refusal, std::nullopt};
}

Engine::PendingResult Engine::accept_one(const Session& session, base::ByteView container) {
  auto opened = envelope::open_for_gateway(container);
  if (!opened) return refuse_one(session, crypto::sha256(container), opened.refusal());
  const base::Digest subject = digest_of_id(opened->id);
  admission::Identity who = identity();
  // The training clock goes where the message is, so that the message is judged at its own time.
  if (parts_.clock.is_training()) who.now = std::max(now_, opened->head.created);
  const auto message =
      admission::authenticate(*std::move(opened), session.unit.partner, who, signatures_);
  if (!message) return refuse_one(session, subject, message.refusal());
  now_ = who.now;
  const envelope::Head& head = message->envelope.head;
  const auto replay = replays_.check({head.sender.partner, head.message_id}, message->envelope.id);
  switch (replay.replay) {
    case broker::Replay::kDiffers:
      return refuse_one(session, subject, Refusal::kReplayDiffers);
    case broker::Replay::kSame: {
      // The same again gets the same answer; its leaf may still be of this turn.
      const std::uint64_t committed = parts_.log.committed_size();
      if (replay.accept_leaf >= committed) {
        return {subject, Refusal::kUnspecified,
                LeafRef{replay.accept_leaf, parts_.log.pending()[replay.accept_leaf - committed]}};
      }
      const auto bytes = parts_.archive.leaf(replay.accept_leaf);
      if (!bytes) return {subject, Refusal::kUnavailable, std::nullopt};
      return {subject, Refusal::kUnspecified, LeafRef{replay.accept_leaf, *bytes}};
    }
    case broker::Replay::kNew:
      return admit(session, *message, container);
  }
  return {subject, Refusal::kUnspecified, std::nullopt};
}

admission::Authority Engine::authority(const envelope::GatewayEnvelope& envelope) const {
  const std::uint64_t size = envelope.gateway_row.audience_log_size;
  const bool is_newest = size != 0 && size == parts_.log.committed_size();
  return {trust_.policies,
          consents_,
          freezes_,
          now_,
          is_newest ? arrived_ : parts_.log.time_of(size),
          arrived_,
          &trust_.root.root,
          glasses_.lifts(envelope.id, now_)};
}

// Which section of which row trustees have approved, so that the log tells what a `forbid` would
// have stopped.
void Engine::log_approvals(const envelope::GatewayEnvelope& envelope,
                           const std::vector<admission::AuthorisedRow>& rows) {
  for (const admission::AuthorisedRow& row : rows) {
    const envelope::Row& parts = envelope.rows.at(row.index).row;
    for (const auto& entry : envelope.head.sections) {
      const auto count = row.approvals.at(static_cast<std::size_t>(entry.section));
      if (count == 0) continue;
      audit::Leaf made =
          leaf(audit::LeafType::kApproval, audit::row_subject(envelope.id, parts.salt));
      made.actor = envelope.head.sender.partner;
      made.peer = row.unit.partner;
      made.basis = static_cast<std::uint16_t>(entry.section);
      made.case_tags.front() = parts.case_tag;
      add_leaf(made);
    }
  }
}

Engine::PendingResult Engine::admit(const Session& session, const admission::Authenticated& message,
                                    base::ByteView container) {
  const envelope::Head& head = message.envelope.head;
  const base::Digest subject = digest_of_id(message.envelope.id);
  auto rows = admission::authorise(message, authority(message.envelope));
  if (!rows) return refuse_one(session, subject, rows.refusal());
  std::vector<broker::Mailbox> mailboxes;
  for (admission::AuthorisedRow& row : *rows) {
    if (is_unsubscribed(message.envelope, row)) row.fate = admission::RowFate::kSkip;
    mailboxes.push_back({row.unit, row.role});
  }
  if (const auto full = mailboxes_.refusal_for(
          {head.sender.partner, mailboxes, static_cast<std::uint32_t>(container.size())})) {
    return refuse_one(session, subject, *full);
  }
  if (const auto refusal = register_consents(message)) {
    return refuse_one(session, subject, *refusal);
  }
  withdraw_consents(message.envelope);
  LeafRef accepted = store_message(message, *rows, container);
  log_approvals(message.envelope, *rows);
  open_override_review(message.envelope);
  parts_.clock.saw_message(head.created);
  ++numbers_.accepted;
  return {subject, Refusal::kUnspecified, std::move(accepted)};
}

bool Engine::is_unsubscribed(const envelope::GatewayEnvelope& envelope,
                             const admission::AuthorisedRow& row) const {
  if (envelope.head.topic.empty()) return false;
  const auto topic = directory::parse_topic(envelope.head.topic);
  if (!topic) return true;
  return std::ranges::none_of(subscriptions_.matching(*topic),
                              [&](const directory::SubscriptionSet::Active& active) {
                                return active.subscription.unit == row.unit;
                              });
}

Engine::LeafRef Engine::store_message(const admission::Authenticated& message,
                                      const std::vector<admission::AuthorisedRow>& rows,
                                      base::ByteView container) {
  const envelope::GatewayEnvelope& envelope = message.envelope;
  const envelope::Head& head = envelope.head;
  const std::uint64_t sequence = next_message_++;
  auto kept = envelope::without_halves(container);
  base::check(kept.has_value(), "an accepted container splits");
  store::MessageRecord record{sequence, head.sender.partner, head.message_id,  envelope.id,
                              now_,     head.expires,        container.size(), *std::move(kept)};
  remember(record);
  put(std::move(record));

  audit::Leaf entry = leaf(audit::LeafType::kAccept, digest_of_id(envelope.id));
  entry.actor = head.sender.partner;
  entry.basis = static_cast<std::uint16_t>(envelope.gateway_row.art6);
  for (std::size_t i = 0; i < std::min(rows.size(), entry.case_tags.size()); ++i) {
    entry.case_tags.at(i) = envelope.rows[rows[i].index].row.case_tag;
  }
  LeafRef accepted = add_leaf(entry);
  const broker::ReplayWindow::Entry replay{
      envelope.id, head.expires + broker::ReplayWindow::kKeptAfterExpiry, accepted.index};
  replays_.remember({head.sender.partner, head.message_id}, replay);
  put(store::ReplayRecord{head.sender.partner, head.message_id, envelope.id, replay.until,
                          accepted.index});

  std::vector<broker::Delivery> deliveries;
  for (const admission::AuthorisedRow& row : rows) {
    const auto& parts = envelope.rows[row.index];
    const auto index = static_cast<std::uint8_t>(row.index);
    broker::Delivery delivery;
    delivery.id = broker::DeliveryId{store::delivery_id(sequence, index)};
    delivery.message = sequence;
    delivery.row = index;
    delivery.envelope = envelope.id;
    delivery.sender = head.sender.partner;
    delivery.mailbox = {row.unit, row.role};
    delivery.urgency = head.urgency;
    delivery.conversation = parts.row.conversation;
    delivery.bytes = static_cast<std::uint32_t>(container.size());
    delivery.accepted = now_;
    delivery.expires = head.expires;
    delivery.state = first_state(row.fate);
    put(store::DeliveryRecord{sequence, index, row.unit, row.role, head.urgency,
                              delivery.conversation, delivery.bytes, now_, head.expires,
                              number(delivery.state), 0, 0, false, std::nullopt});
    if (!parts.halves.empty()) {
      put(store::HalvesRecord{sequence, index, base::to_bytes(parts.halves)});
    }
    deliveries.push_back(std::move(delivery));
  }
  perform(mailboxes_.add(deliveries));
  return accepted;
}

}  // namespace gateway::daemon
