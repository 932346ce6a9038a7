#include "gateway/audit/commitments.h"
#include "gateway/base/byte_codec.h"
#include "gateway/crypto/digest.h"
#include "gateway/daemon/engine.h"
#include "gateway/envelope/receipt.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace gateway::daemon {
namespace {

using broker::DeliveryState;
using envelope::ReceiptStage;
using model::Refusal;

constexpr std::size_t kRecentMessages = 1024;
// Of one envelope and, together, of one turn: far more than honest clients ever send.
constexpr std::size_t kMaxReceipts = 4096;
constexpr std::uint32_t kAllSections = 0xFFFFFFFF;

broker::Receipt receipt_of(ReceiptStage stage) {
  switch (stage) {
    case ReceiptStage::kNone:
      return broker::Receipt::kComplaint;
    case ReceiptStage::kFetched:
      return broker::Receipt::kFetched;
    case ReceiptStage::kOpened:
      return broker::Receipt::kOpened;
    case ReceiptStage::kActed:
      return broker::Receipt::kActed;
    case ReceiptStage::kRejected:
      return broker::Receipt::kComplaint;
  }
  return broker::Receipt::kComplaint;
}

store::DeliveryRecord record_of(const broker::Delivery& delivery) {
  store::DeliveryRecord record;
  record.message = delivery.message;
  record.row = delivery.row;
  record.unit = delivery.mailbox.unit;
  record.role = delivery.mailbox.role;
  record.urgency = delivery.urgency;
  record.conversation = delivery.conversation;
  record.bytes = delivery.bytes;
  record.accepted = delivery.accepted;
  record.expires = delivery.expires;
  record.state = static_cast<std::uint8_t>(delivery.state);
  record.attempts = delivery.attempts;
  record.escalated = delivery.escalated;
  return record;
}

}  // namespace

void Engine::attach(Session& session, std::uint64_t re, const wire::Attach& request) {
  const auto* const unit = history_.current()->unit_with(session.unit, request.role, now_);
  if (unit == nullptr || request.credit == 0 || request.credit > broker::Mailboxes::kMaxCredit) {
    refuse(session, re, Refusal::kRoleNotPermitted);
    return;
  }
  answer(session, re, wire::DoneAnswer{});
  const broker::Consumer consumer{static_cast<std::uint64_t>(session.number)};
  perform(mailboxes_.attach(consumer, {session.unit, request.role}, request.credit));
}

void Engine::perform(const broker::Mailboxes::Actions& actions) {
  struct Performer {
    Engine& engine;

    void operator()(const broker::Deliver& action) const {
      engine.deliver(action.delivery, action.to, 1);
    }
    void operator()(const broker::Redeliver& action) const {
      engine.deliver(action.delivery, action.to, action.delivery.attempts + 1);
    }
    void operator()(const broker::Quarantine& action) const {
      engine.finish(action.delivery, audit::LeafType::kQuarantine,
                    static_cast<std::uint8_t>(action.reason));
    }
    void operator()(const broker::Expire& action) const {
      engine.finish(action.delivery, audit::LeafType::kExpired, 0);
    }
    void operator()(const broker::Escalate& action) const { engine.update(action.delivery, 0); }
  };
  for (const broker::Action& action : actions) std::visit(Performer{*this}, action);
}

void Engine::update(const broker::Delivery& delivery, std::uint8_t reason) {
  store::DeliveryRecord record = record_of(delivery);
  record.reason = reason;
  const auto leaf = deliver_leaves_.find(static_cast<std::uint64_t>(delivery.id));
  if (leaf != deliver_leaves_.end()) record.deliver_leaf = leaf->second.index;
  put(UpdateDelivery{std::move(record)});
}

// A row that nobody will fetch any more, for now or for good.
void Engine::finish(const broker::Delivery& delivery, audit::LeafType type, std::uint8_t reason) {
  update(delivery, reason);
  const auto message = stored(delivery.message);
  if (!message) return;
  audit::Leaf entry =
      leaf(type,
           audit::row_subject(delivery.envelope, message->envelope.rows.at(delivery.row).row.salt));
  entry.actor = delivery.sender;
  entry.peer = delivery.mailbox.unit.partner;
  entry.basis = reason;
  add_leaf(entry);
  if (type == audit::LeafType::kExpired) put(DestroyHalves{delivery.message, delivery.row});
}

void Engine::deliver(const broker::Delivery& delivery, broker::Consumer to, std::uint32_t attempt) {
  const auto message = stored(delivery.message);
  if (!message) return;  // Damaged on disk: it stays in flight and comes back as poison.
  const envelope::Row& row = message->envelope.rows.at(delivery.row).row;
  auto view = envelope::view_for_row(message->record.container, delivery.row, kAllSections);
  if (!view) return;
  const auto id = static_cast<std::uint64_t>(delivery.id);
  auto known = deliver_leaves_.find(id);
  if (known == deliver_leaves_.end()) {
    audit::Leaf entry =
        leaf(audit::LeafType::kDeliver, audit::row_subject(delivery.envelope, row.salt));
    entry.actor = delivery.sender;
    entry.peer = delivery.mailbox.unit.partner;
    entry.basis = static_cast<std::uint16_t>(message->envelope.gateway_row.art6);
    entry.case_tags.front() = row.case_tag;
    known = deliver_leaves_.emplace(id, add_leaf(entry)).first;
  }
  update(delivery, 0);
  wire::Delivery body;
  body.delivery_id = id;
  body.attempt = attempt;
  body.accepted_at = delivery.accepted;
  PendingAnswer& pending = later(SessionNumber{static_cast<std::uint64_t>(to)}, 0, std::move(body));
  pending.leaf = known->second;
  pending.with_head = true;
  pending.attachment = *std::move(view);
  ++numbers_.delivered;
}

void Engine::receipts(Session& session, std::uint64_t re, const wire::Receipts& request) {
  std::vector<PendingResult> results;
  for (const wire::SignedReceipt& each : request.receipts) {
    results.push_back(take_receipt(session, each));
  }
  PendingAnswer& pending = later(session.number, re, wire::Receipted{});
  pending.with_head = true;
  pending.results = std::move(results);
}

Engine::PendingResult Engine::take_receipt(const Session& session,
                                           const wire::SignedReceipt& signed_receipt) {
  const base::Digest subject = envelope::receipt_digest(signed_receipt.receipt);
  const auto receipt = envelope::parse_receipt(signed_receipt.receipt);
  if (!receipt) return refuse_one(session, subject, receipt.refusal());
  const auto* const key = history_.current()->signing_key(receipt->unit, receipt->key, now_);
  if (receipt->unit != session.unit || key == nullptr ||
      !envelope::verify_receipt({signed_receipt.receipt, signed_receipt.signature}, key->key)) {
    return refuse_one(session, subject, Refusal::kSignatureInvalid);
  }
  const auto place = row_of(receipt->envelope, receipt->row_commitment);
  if (!place || place->message->envelope.rows.at(place->row).row.recipient != session.unit) {
    return refuse_one(session, subject, Refusal::kNotFound);
  }
  const auto& message = *place->message;
  const envelope::Row& row = message.envelope.rows.at(place->row).row;
  const auto index = static_cast<std::uint8_t>(place->row);
  const broker::DeliveryId id{store::delivery_id(message.record.sequence, index)};

  if (const auto earlier = receipt_known(receipt->envelope, subject)) {
    return {subject, Refusal::kUnspecified, earlier};
  }
  const auto earlier_ones = parts_.archive.receipts(receipt->envelope);
  if (!earlier_ones || earlier_ones->size() + new_receipts_.size() >= kMaxReceipts) {
    return refuse_one(session, subject, Refusal::kQuotaExceeded);
  }
  const bool is_opening = receipt->stage == ReceiptStage::kOpened;
  audit::Leaf entry = leaf(is_opening ? audit::LeafType::kOpened : audit::LeafType::kReceipt,
                           audit::row_subject(receipt->envelope, row.salt));
  entry.actor = session.unit.partner;
  entry.peer = message.record.sender;
  entry.basis = static_cast<std::uint16_t>(receipt->stage);
  entry.case_tags.front() = row.case_tag;
  const LeafRef added = add_leaf(entry);

  base::ByteWriter kept;
  kept.sized(signed_receipt.receipt).sized(signed_receipt.signature);
  new_receipts_[subject] = added;
  put(store::ReceiptRecord{receipt->envelope, index, static_cast<std::uint8_t>(receipt->stage),
                           added.index, std::move(kept).bytes()});
  if (const broker::Delivery* const known = mailboxes_.find(id)) {
    broker::Delivery after = *known;
    after.state = broker::after(after.state, receipt_of(receipt->stage));
    update(after, 0);
    perform(mailboxes_.receipt(session.unit, id, receipt_of(receipt->stage)));
  }
  if (is_opening) forget_halves(message, index, receipt->sections);
  return {subject, Refusal::kUnspecified, added};
}

// The same receipt again (its answer was lost) gets the same answer and no second leaf.
std::optional<Engine::LeafRef> Engine::receipt_known(const model::EnvelopeId& envelope,
                                                     const base::Digest& receipt) {
  const auto of_this_turn = new_receipts_.find(receipt);
  if (of_this_turn != new_receipts_.end()) return of_this_turn->second;
  const auto records = parts_.archive.receipts(envelope);
  if (!records) return std::nullopt;
  for (const store::ReceiptRecord& record : *records) {
    base::ByteReader in(record.receipt);
    if (envelope::receipt_digest(in.sized()) != receipt) continue;
    const auto bytes = parts_.archive.leaf(record.leaf);
    if (bytes) return LeafRef{record.leaf, *bytes};
  }
  return std::nullopt;
}

// Once every section that had to be released was opened, its second half is of no more use.
void Engine::forget_halves(const Stored& message, std::uint8_t row, std::uint32_t opened) {
  const envelope::Head& head = message.envelope.head;
  for (std::size_t i = 0; i < head.sections.size(); ++i) {
    const bool needs_release = head.sections[i].mode == model::SectionMode::kRelease &&
                               message.envelope.rows.at(row).row.grants(i);
    if (needs_release && ((opened >> i) & 1U) == 0) return;
  }
  put(DestroyHalves{message.record.sequence, row});
}

std::shared_ptr<Engine::Stored> Engine::remember(store::MessageRecord record) {
  auto kept = std::make_shared<Stored>();
  kept->record = std::move(record);
  const std::uint64_t sequence = kept->record.sequence;
  recent_[sequence] = kept;
  recent_ids_[kept->record.envelope] = sequence;
  recent_order_.push_back(sequence);
  if (recent_order_.size() > kRecentMessages) {
    const auto oldest = recent_.find(recent_order_.front());
    if (oldest != recent_.end()) {
      recent_ids_.erase(oldest->second->record.envelope);
      recent_.erase(oldest);
    }
    recent_order_.pop_front();
  }
  return kept;
}

std::shared_ptr<const Engine::Stored> Engine::opened(const std::shared_ptr<Stored>& kept) {
  if (!kept->is_opened) {
    auto opened = envelope::open_stored(kept->record.container);
    if (!opened) return nullptr;
    kept->envelope = *std::move(opened);
    kept->is_opened = true;
  }
  return kept;
}

std::shared_ptr<const Engine::Stored> Engine::stored(std::uint64_t sequence) {
  const auto found = recent_.find(sequence);
  if (found != recent_.end()) return opened(found->second);
  auto record = parts_.archive.message(sequence);
  if (!record || record->container.empty()) return nullptr;
  return opened(remember(*std::move(record)));
}

std::optional<Engine::RowPlace> Engine::row_of(const model::EnvelopeId& envelope,
                                               const base::Digest& row_commitment) {
  std::shared_ptr<const Stored> message;
  const auto known = recent_ids_.find(envelope);
  if (known != recent_ids_.end()) {
    message = stored(known->second);
  } else if (auto record = parts_.archive.message(envelope)) {
    if (!record->container.empty()) message = opened(remember(*std::move(record)));
  }
  if (!message) return std::nullopt;
  const auto& commitments = message->envelope.head.row_commitments;
  const auto row = std::ranges::find(commitments, row_commitment);
  if (row == commitments.end()) return std::nullopt;
  return RowPlace{message, static_cast<std::size_t>(row - commitments.begin())};
}

}  // namespace gateway::daemon
