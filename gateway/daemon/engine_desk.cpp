#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/crypto/digest.h"
#include "gateway/daemon/consent_codec.h"
#include "gateway/daemon/engine.h"
#include "gateway/daemon/note_kinds.h"
#include "gateway/envelope/receipt.h"

#include <algorithm>
#include <utility>

namespace gateway::daemon {
namespace {

using model::Refusal;

void keep_first(base::Time time, base::Time& known) {
  if (known == base::Time()) known = time;
}

// What one receipt adds to what is known of its row. Of several of one stage the first counts.
void add_receipt(const envelope::Receipt& receipt, wire::RowStatus& row) {
  switch (receipt.stage) {
    case envelope::ReceiptStage::kNone:
    case envelope::ReceiptStage::kRejected:
      return;
    case envelope::ReceiptStage::kFetched:
      keep_first(receipt.time, row.fetched);
      return;
    case envelope::ReceiptStage::kOpened:
      row.opened |= receipt.sections;
      keep_first(receipt.time, row.opened_at);
      return;
    case envelope::ReceiptStage::kActed:
      row.acted = true;
      keep_first(receipt.time, row.acted_at);
      return;
  }
}

}  // namespace

void Engine::subscribe(Session& session, std::uint64_t re, const wire::Subscribe& request) {
  const base::Digest subject = crypto::sha256(base::bytes_of(request.note));
  const auto verified = directory::verify_subscription(request.note, *history_.current(), now_);
  if (!verified || verified->unit != session.unit ||
      !subscriptions_.apply(*verified, request.note)) {
    log_refusal(session.unit.partner, subject, Refusal::kSubscriptionRefused);
    refuse(session, re, Refusal::kSubscriptionRefused);
    return;
  }
  put(store::SubscriptionRecord{verified->unit, verified->counter,
                                directory::to_text(verified->pattern), request.note});
  audit::Leaf entry = leaf(audit::LeafType::kSubscription, subject);
  entry.actor = session.unit.partner;
  add_leaf(entry);
  later(session.number, re, wire::DoneAnswer{}).with_head = true;
}

void Engine::show_subscriptions(Session& session, std::uint64_t re,
                                const wire::AskSubscriptions& request) {
  const auto topic = directory::parse_topic(request.topic);
  if (!topic || !history_.current()->may_send(session.unit.partner, topic->kind, now_)) {
    refuse(session, re, Refusal::kNotFound);
    return;
  }
  wire::Subscriptions body;
  for (auto& active : subscriptions_.matching(*topic)) {
    body.notes.push_back(std::move(active.note));
  }
  body.log_size = parts_.log.committed_size();
  answer(session, re, std::move(body));
}

void Engine::show_status(Session& session, std::uint64_t re, const wire::AskStatus& request) {
  wire::Statuses statuses;
  for (const model::MessageId& id : request.messages) {
    statuses.messages.push_back(status_of(session, id));
  }
  answer(session, re, std::move(statuses));
}

// Somebody else's message and one that never was look the same.
wire::MessageStatus Engine::status_of(const Session& session, const model::MessageId& id) {
  wire::MessageStatus status;
  status.message_id = id;
  const auto replay = parts_.archive.replay(session.unit.partner, id);
  if (!replay) return status;
  const auto message = parts_.archive.message(replay->envelope);
  if (!message) return status;
  const auto deliveries = parts_.archive.deliveries(message->sequence);
  auto receipts = parts_.archive.receipts(replay->envelope);
  if (!deliveries || !receipts) return status;
  std::ranges::sort(*receipts, {}, &store::ReceiptRecord::leaf);
  status.known = true;
  status.envelope = replay->envelope;
  const auto kept = stored(message->sequence);
  for (const store::DeliveryRecord& delivery : *deliveries) {
    wire::RowStatus& row = status.rows.emplace_back();
    if (kept) row.row_commitment = kept->envelope.head.row_commitments.at(delivery.row);
    row.unit = delivery.unit;
    row.role = delivery.role;
    row.state = delivery.state;
    row.accepted = delivery.accepted;
    for (const store::ReceiptRecord& record : *receipts) {
      if (record.row != delivery.row) continue;
      base::ByteReader in(record.receipt);
      const auto receipt = envelope::parse_receipt(in.sized());
      if (receipt) add_receipt(*receipt, row);
    }
  }
  return status;
}

void Engine::show_consents(Session& session, std::uint64_t re, const wire::AskConsents& request) {
  wire::Consents body;
  for (const consent::Entry& entry : consents_.query(request.group, session.unit.partner)) {
    body.entries.push_back({entry.grant.handle, entry.grant.purpose, entry.grant.recipient,
                            entry.grant.role, entry.grant.from, entry.grant.until,
                            entry.state == consent::EntryState::kWithdrawn});
  }
  answer(session, re, std::move(body));
}

void Engine::show_directory(Session& session, std::uint64_t re, const wire::AskDirectory& request) {
  // Root notes are few; directory notes go back only as far as the client is behind.
  wire::Notes body{trust_.root_notes};
  const auto newest = static_cast<std::uint32_t>(history_.current()->version());
  const std::size_t held = trust_.directory_notes.size();
  const std::size_t behind = request.known_version >= newest ? 0 : newest - request.known_version;
  for (std::size_t i = held - std::min(held, behind); i < held; ++i) {
    body.notes.push_back(trust_.directory_notes[i]);
  }
  answer(session, re, std::move(body));
}

void Engine::freeze(Session& session, std::uint64_t re, const wire::Freeze& request) {
  const base::Digest subject = crypto::sha256(base::bytes_of(request.note));
  const auto verified =
      directory::verify_freeze(request.note, trust_.root.root, *history_.current(), now_);
  if (!verified) {
    log_refusal(session.unit.partner, subject, Refusal::kNotAuthenticated);
    refuse(session, re, Refusal::kNotAuthenticated);
    return;
  }
  freezes_.apply(*verified);
  put(store::NoteRecord{static_cast<std::uint8_t>(NoteKind::kFreeze), ++freeze_count_,
                        base::to_bytes(base::bytes_of(request.note))});
  audit::Leaf entry = leaf(audit::LeafType::kFreeze, subject);
  entry.actor = session.unit.partner;
  entry.peer = verified->freeze.target.partner;
  add_leaf(entry);
  watch_freezes();
  later(session.number, re, wire::DoneAnswer{}).with_head = true;
}

// Brings the mailboxes in line with what is frozen now: freezes lapse as time goes by.
void Engine::watch_freezes() {
  std::set<broker::Mailbox> frozen;
  std::set<model::PartnerNumber> senders;
  const directory::Directory& directory = *history_.current();
  for (const directory::FreezeTarget& target : freezes_.frozen(now_)) {
    const auto* const partner = directory.partner(target.partner);
    if (partner == nullptr || target.key) continue;  // A frozen key still receives.
    if (target.unit.empty()) senders.insert(target.partner);
    for (const directory::Unit& unit : partner->units) {
      if (!target.unit.empty() && target.unit != unit.name) continue;
      for (const model::Role role : unit.roles) {
        frozen.insert({{target.partner, unit.name}, role});
      }
    }
  }
  if (frozen == frozen_mailboxes_ && senders == frozen_senders_) return;
  const auto before = std::exchange(frozen_mailboxes_, std::move(frozen));
  const auto senders_before = std::exchange(frozen_senders_, std::move(senders));
  for (const broker::Mailbox& mailbox : frozen_mailboxes_) {
    if (!before.contains(mailbox)) perform(mailboxes_.freeze(mailbox));
  }
  perform(mailboxes_.quarantine_if(
      [&](const broker::Delivery& delivery) { return frozen_senders_.contains(delivery.sender); },
      broker::QuarantineReason::kFrozen));
  for (const broker::Mailbox& mailbox : before) {
    if (!frozen_mailboxes_.contains(mailbox)) thaw(mailboxes_.unfreeze(mailbox));
  }
  thaw(mailboxes_.quarantined_if([&](const broker::Delivery& delivery) {
    return senders_before.contains(delivery.sender) && !frozen_senders_.contains(delivery.sender);
  }));
}

// Poison and what its recipient complained of stay where they are.
bool Engine::is_held_by_freeze(const broker::Delivery& delivery) {
  const auto records = parts_.archive.deliveries(delivery.message);
  if (!records) return false;
  const auto record = std::ranges::find(*records, delivery.row, &store::DeliveryRecord::row);
  return record != records->end() &&
         record->reason == static_cast<std::uint8_t>(broker::QuarantineReason::kFrozen);
}

// What was held back is decided again before it flows.
void Engine::thaw(const std::vector<broker::Delivery>& held_back) {
  for (const broker::Delivery& delivery : held_back) {
    if (!is_held_by_freeze(delivery) || frozen_mailboxes_.contains(delivery.mailbox)) continue;
    const auto message = stored(delivery.message);
    if (!message) continue;
    const directory::Directory& current = *history_.current();
    const admission::Authenticated again{message->envelope, &current, &current};
    const std::uint32_t granted = message->envelope.rows.at(delivery.row).row.granted;
    if (admission::refusal_now(again, authority(message->envelope), delivery.row, granted)) {
      continue;
    }
    perform(mailboxes_.requeue(delivery.id));
    if (const auto* const waiting = mailboxes_.find(delivery.id)) update(*waiting, 0);
  }
}

}  // namespace gateway::daemon
