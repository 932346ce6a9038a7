#include "gateway/audit/commitments.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/daemon/engine.h"
#include "gateway/daemon/note_kinds.h"
#include "gateway/directory/break_glass.h"
#include "gateway/directory/review.h"
#include "gateway/envelope/receipt.h"

#include <algorithm>
#include <utility>

namespace gateway::daemon {
namespace {

using directory::Reviewed;
using model::Refusal;

constexpr std::size_t kMaxReviewsTold = 512;
constexpr std::size_t kMaxNoticesTold = 16;

store::NoteRecord record_of(NoteKind kind, std::uint64_t version, base::Bytes bytes) {
  return {static_cast<std::uint8_t>(kind), version, std::move(bytes)};
}

// The partner as it may decide now: a frozen key decides nothing.
directory::Partner unfrozen(directory::Partner partner, const directory::FreezeSet& freezes,
                            base::Time now) {
  std::erase_if(partner.deciders, [&](const directory::Decider& decider) {
    return freezes.is_frozen(partner.number, crypto::key_id_of(decider.key), now);
  });
  return partner;
}

}  // namespace

// Asked of every message that was accepted with an override.
void Engine::open_override_review(const envelope::GatewayEnvelope& envelope) {
  const auto& decision = envelope.gateway_row.override_decision;
  if (!decision) return;
  const model::PartnerNumber partner = envelope.head.sender.partner;
  const auto* const decider =
      history_.current()->decider(partner, decision->person, decision->time);
  OpenReview review;
  review.what = Reviewed::kOverride;
  review.subject = *base::Digest::from(envelope.id.bytes());
  review.partner = partner;
  review.message = envelope.head.message_id;
  review.decided_by = decider == nullptr ? std::string() : decider->name;
  review.opened = now_;
  review.due = now_ + kOverrideReviewDue;
  put(record_of(NoteKind::kReviewOpened, ++reviews_opened_, encode_review(review)));
  reviews_.open(std::move(review));
}

std::optional<Refusal> Engine::refusal_of_glass(const Session& session,
                                                const directory::VerifiedBreakGlass& verified,
                                                const RowPlace& place) {
  const directory::BreakGlass& what = verified.what;
  const Stored& message = *place.message;
  const envelope::Row& row = message.envelope.rows.at(place.row).row;
  const model::PartnerNumber asking = session.unit.partner;
  const bool concerns =
      asking == row.recipient.partner || asking == message.record.sender || asking == trust_.ngo;
  const auto index = envelope::index_of(message.envelope.head, what.section);
  if (!concerns || row.is_filler() || row.recipient != what.recipient || row.role != what.role ||
      !index || !row.grants(*index)) {
    return Refusal::kNotFound;
  }
  // It must be locked now, and open with the lock lifted: a forbid, a freeze or an end stays.
  const directory::Directory& current = *history_.current();
  const admission::Authenticated again{message.envelope, &current, &current};
  admission::Authority authority = this->authority(message.envelope);
  const std::uint32_t bit = 1U << *index;
  if (!admission::refusal_now(again, authority, place.row, bit)) return Refusal::kNotLocked;
  authority.lifts.push_back(
      {what.row, what.section, static_cast<std::uint8_t>(verified.trustees.size())});
  if (const auto refusal = admission::refusal_now(again, authority, place.row, bit)) {
    return refusal;
  }
  const auto halves =
      parts_.archive.halves(message.record.sequence, static_cast<std::uint8_t>(place.row));
  if (!halves) return Refusal::kReleaseRefused;
  return std::nullopt;
}

void Engine::break_glass(Session& session, std::uint64_t re, const wire::TakeBreakGlass& request) {
  const base::Digest subject = crypto::sha256(base::bytes_of(request.note));
  const auto refuse_with = [&](Refusal refusal) {
    log_refusal(session.unit.partner, subject, refusal);
    refuse(session, re, refusal);
  };
  auto verified = directory::verify_break_glass(request.note, trust_.root.root, now_);
  if (!verified) return refuse_with(Refusal::kBreakGlassInvalid);
  BrokenGlass glass;
  glass.note = request.note;
  glass.what = verified->what;
  glass.hash = crypto::sha256(base::bytes_of(directory::to_text(verified->what)));
  if (glasses_.contains(glass.hash)) {
    // The same again (its answer was lost): it was taken, and nothing more happens.
    later(session.number, re, wire::DoneAnswer{}).with_head = true;
    return;
  }
  const auto place = row_of(verified->what.envelope, verified->what.row);
  if (!place) return refuse_with(Refusal::kNotFound);
  if (const auto refusal = refusal_of_glass(session, *verified, *place)) {
    return refuse_with(*refusal);
  }
  glass.number = glasses_.size() + 1;
  glass.signers = std::move(verified->trustees);
  glass.message = place->message->envelope.head.message_id;
  glass.originator = place->message->record.sender;
  glass.taken = now_;
  take_glass(session, std::move(glass), *place);
  later(session.number, re, wire::DoneAnswer{}).with_head = true;
}

// Leaf, record, review: everybody who must know will be told from these.
void Engine::take_glass(const Session& session, BrokenGlass glass, const RowPlace& place) {
  const envelope::Row& row = place.message->envelope.rows.at(place.row).row;
  glass.opening = crypto::random_fixed<audit::OpeningKey>(parts_.random);
  audit::Leaf entry =
      leaf(audit::LeafType::kBreakGlass, audit::row_subject(glass.what.envelope, row.salt));
  entry.actor = session.unit.partner;
  entry.peer = glass.originator;
  entry.basis = static_cast<std::uint16_t>(glass.what.ground);
  entry.detail = audit::commit_detail(glass.opening, base::bytes_of(glass.note));
  entry.case_tags.front() = row.case_tag;
  glass.leaf = add_leaf(entry).index;
  put(record_of(NoteKind::kBreakGlass, glass.number, encode_broken_glass(glass)));
  reviews_.open(review_of(glass));
  glasses_.add(std::move(glass));
}

OpenReview Engine::review_of(const BrokenGlass& glass) {
  return {
      Reviewed::kBreakGlass, glass.hash,    glass.originator, glass.message,
      std::string(),         glass.signers, glass.taken,      glass.taken + kBreakGlassReviewDue};
}

std::optional<Refusal> Engine::refusal_of_review(const Session& session, const std::string& note,
                                                 const directory::Review& said) const {
  const OpenReview* const open = reviews_.find(said.what, said.subject);
  const model::PartnerNumber asking = session.unit.partner;
  if (open == nullptr) return Refusal::kNotFound;
  if (said.what == Reviewed::kBreakGlass) {
    if (asking != trust_.ngo && asking != open->partner) return Refusal::kNotFound;
    const auto verified =
        directory::verify_break_glass_review(note, trust_.root.root, open->signers, now_);
    return verified ? std::nullopt : std::optional(Refusal::kReviewInvalid);
  }
  const auto* const partner = history_.current()->partner(open->partner);
  if (asking != open->partner || partner == nullptr) return Refusal::kNotFound;
  const auto verified = directory::verify_override_review(note, unfrozen(*partner, freezes_, now_),
                                                          open->decided_by, now_);
  return verified ? std::nullopt : std::optional(Refusal::kReviewInvalid);
}

void Engine::review(Session& session, std::uint64_t re, const wire::TakeReview& request) {
  const base::Digest subject = crypto::sha256(base::bytes_of(request.note));
  const auto note = note::parse_note(request.note, directory::kMaxReviewNoteSize);
  const auto said =
      note ? directory::parse_review(note->text) : base::Result<directory::Review>(note.error());
  const auto refusal = said ? refusal_of_review(session, request.note, *said)
                            : std::optional(Refusal::kReviewInvalid);
  if (refusal) {
    log_refusal(session.unit.partner, subject, *refusal);
    refuse(session, re, *refusal);
    return;
  }
  reviews_.close(said->what, said->subject);
  put(record_of(NoteKind::kReviewClosed, ++reviews_closed_,
                base::to_bytes(base::bytes_of(request.note))));
  audit::Leaf entry = leaf(audit::LeafType::kReview, said->subject);
  entry.actor = session.unit.partner;
  entry.basis = static_cast<std::uint16_t>(said->finding);
  add_leaf(entry);
  later(session.number, re, wire::DoneAnswer{}).with_head = true;
}

void Engine::show_oversight(Session& session, std::uint64_t re) {
  wire::Oversight body;
  body.break_glass = static_cast<std::uint32_t>(glasses_.size());
  body.in_force = static_cast<std::uint32_t>(glasses_.in_force(now_));
  const model::PartnerNumber asking = session.unit.partner;
  for (const OpenReview& review : reviews_.all()) {
    const bool is_told =
        review.partner == asking || (asking == trust_.ngo && review.what == Reviewed::kBreakGlass);
    if (!is_told || body.reviews.size() >= kMaxReviewsTold) continue;
    body.reviews.push_back({static_cast<std::uint8_t>(review.what), review.subject, review.message,
                            review.opened, review.due});
  }
  std::vector<LeafRef> leaves;
  for (const BrokenGlass& glass : glasses_.untold(session.unit, trust_.ngo)) {
    if (leaves.size() >= kMaxNoticesTold) break;
    const auto leaf = leaf_at(glass.leaf);
    if (!leaf) continue;
    leaves.push_back(*leaf);
    body.notices.push_back(
        {glass.note, glass.message, *base::Digest::from(glass.opening.bytes()), {}});
  }
  PendingAnswer& pending = later(session.number, re, std::move(body));
  pending.with_head = true;
  pending.leaves = std::move(leaves);
}

void Engine::confirm_told(Session& session, std::uint64_t re, const wire::ConfirmTold& request) {
  for (const base::Digest& hash : request.notes) {
    const BrokenGlass* const glass = glasses_.find(hash, session.unit, trust_.ngo);
    if (glass == nullptr || !glasses_.mark({glass->number, session.unit})) continue;
    put(record_of(NoteKind::kToldOfGlass, ++told_, encode_told({glass->number, session.unit})));
    audit::Leaf entry = leaf(audit::LeafType::kReceipt, hash);
    entry.actor = session.unit.partner;
    entry.basis = static_cast<std::uint16_t>(envelope::ReceiptStage::kFetched);
    add_leaf(entry);
  }
  later(session.number, re, wire::DoneAnswer{}).with_head = true;
}

std::optional<Engine::LeafRef> Engine::leaf_at(std::uint64_t index) {
  const std::uint64_t committed = parts_.log.committed_size();
  if (index >= committed) {
    const auto& pending = parts_.log.pending();
    if (index - committed >= pending.size()) return std::nullopt;
    return LeafRef{index, pending[index - committed]};
  }
  const auto bytes = parts_.archive.leaf(index);
  if (!bytes) return std::nullopt;
  return LeafRef{index, *bytes};
}

base::Result<base::Done> Engine::restore_oversight(NoteKind kind, const store::NoteRecord& record) {
  switch (kind) {
    case NoteKind::kReviewOpened: {
      auto review = decode_review(record.bytes);
      if (!review) return review.error();
      reviews_opened_ = std::max(reviews_opened_, record.version);
      reviews_.open(*std::move(review));
      break;
    }
    case NoteKind::kBreakGlass: {
      auto glass = decode_broken_glass(record.bytes);
      if (!glass) return glass.error();
      glass->number = record.version;
      if (glass->number != glasses_.size() + 1) {
        return base::fail(base::ErrorCode::kMalformed, "a break-glass record is missing");
      }
      reviews_.open(review_of(*glass));
      glasses_.add(*std::move(glass));
      break;
    }
    case NoteKind::kReviewClosed: {
      const auto note = note::parse_note(base::text_of(record.bytes));
      const auto said = note ? directory::parse_review(note->text)
                             : base::Result<directory::Review>(note.error());
      if (!said) return said.error();
      reviews_closed_ = std::max(reviews_closed_, record.version);
      reviews_.close(said->what, said->subject);
      break;
    }
    case NoteKind::kToldOfGlass: {
      const auto told = decode_told(record.bytes);
      if (!told) return told.error();
      told_ = std::max(told_, record.version);
      static_cast<void>(glasses_.mark(*told));
      break;
    }
    case NoteKind::kNone:
    case NoteKind::kFreeze:
    case NoteKind::kDirectory:
    case NoteKind::kPolicy:
      return base::fail(base::ErrorCode::kMalformed, "this note is nothing to oversee");
  }
  return base::Done{};
}

}  // namespace gateway::daemon
