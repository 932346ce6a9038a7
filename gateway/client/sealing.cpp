#include "gateway/client/sealing.h"

#include "gateway/admission/promises.h"
#include "gateway/audit/checkpoint.h"
#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/client/consents.h"
#include "gateway/client/deciding.h"
#include "gateway/client/files.h"
#include "gateway/client/grouping.h"
#include "gateway/client/plan_text.h"
#include "gateway/client/tokens.h"
#include "gateway/consent/gate.h"
#include "gateway/consent/register.h"
#include "gateway/directory/approval.h"
#include "gateway/envelope/seal.h"
#include "gateway/kinds/facts.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/override_ground.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/kinds/sections.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace gateway::client {
namespace {

using envelope::Checked;
using model::Refusal;

// The newest head this unit believes, so that two histories of the log meet in the recipient.
envelope::Gossip gossip_of(const LogGuard& log) {
  envelope::Gossip gossip;
  if (log.checkpoint().empty()) return gossip;
  const auto note = note::parse_note(log.checkpoint());
  if (!note || note->signatures.front().bytes.size() != crypto::Signature::kSize) return gossip;
  gossip.size = log.size();
  gossip.root = log.root();
  base::ByteWriter id;
  id.number(note->signatures.front().id);
  gossip.key_id = *envelope::LogKeyId::from(id.bytes());
  gossip.signature = *crypto::Signature::from(note->signatures.front().bytes);
  return gossip;
}

// Counts the messages to one recipient, so that dropped mail shows.
std::uint64_t next_count(const Desk& desk, const PlannedRow& row) {
  const auto file = desk.context().state / "pairs" /
                    (row.recipient.partner.text() + "-" + row.unit.unit + "-" +
                     std::string(model::to_text(row.recipient.role)));
  std::uint64_t count = 0;
  if (const auto bytes = read_whole(file, 32)) {
    const auto number = base::parse_decimal(base::text_of(*bytes));
    if (number) count = *number;
  }
  ++count;
  static_cast<void>(write_durably(file, base::bytes_of(std::to_string(count))));
  return count;
}

// The section's mode in the head: release when any recipient must have it released.
model::SectionMode mode_of(const Group& group, model::Section section) {
  const bool must_release = std::ranges::any_of(group.rows, [&](const PlannedRow* row) {
    const auto& decision = row->decision.section(section);
    return decision.permitted() && decision.mode == model::SectionMode::kRelease;
  });
  return must_release ? model::SectionMode::kRelease : model::SectionMode::kDirect;
}

std::string thread_of(const kinds::Interchange& message, kinds::Thread thread) {
  if (message.correlation_id && thread == kinds::Thread::kKept) return *message.correlation_id;
  return model::to_text(message.message_id);
}

Checked<std::vector<envelope::Recipient>> recipients_of(Desk& desk, const Group& group,
                                                        const kinds::Interchange& message,
                                                        const Plan& plan) {
  std::vector<envelope::Recipient> recipients;
  for (const PlannedRow* row : group.rows) {
    const auto* const prekey = desk.directory().prekey(row->unit, row->recipient.role, plan.now);
    if (prekey == nullptr) return Refusal::kRecipientUnknown;
    envelope::Recipient recipient;
    recipient.unit = row->unit;
    recipient.role = row->recipient.role;
    recipient.prekey = prekey->key;
    recipient.granted = row->granted;
    for (const model::Section section : row->granted) {
      recipient.promises[section] =
          admission::promise_of(row->decision.section(section).obligations);
    }
    recipient.pair_counter = next_count(desk, *row);
    recipient.conversation = conversation_of(desk.keys().tokens, row->recipient.partner.text(),
                                             thread_of(message, plan.thread));
    if (!plan.gateway_row.consent_handles.empty()) {
      recipient.consent = plan.gateway_row.consent_handles.front();
    }
    recipients.push_back(std::move(recipient));
  }
  return recipients;
}

// The decision that goes into one envelope: signed before, or now by the person at hand. Nothing
// when the message records none.
Checked<std::optional<envelope::Override>> decide(const kinds::Message& message, const Group& group,
                                                  const DraftPiece& piece, const Signers& signers) {
  if (!message.envelope().legal.override_record) return std::optional<envelope::Override>();
  auto claimed = claimed_override(message, group.copy, piece);
  if (!claimed) return Refusal::kOverrideNeedsNamedPerson;
  for (const Decision& made : signers.decisions) {
    if (made.wire_id != piece.wire_id) continue;
    if (made.decision.reason_commitment != claimed->reason_commitment) break;
    return std::optional(made.decision);
  }
  if (signers.person == nullptr) return Refusal::kOverrideNeedsNamedPerson;
  sign(*claimed, piece, *signers.person);
  return claimed;
}

// The approvals that speak of this envelope; any other would refuse it.
std::vector<std::string> approvals_of(const DraftPiece& piece, const Signers& signers) {
  std::vector<std::string> approvals;
  for (const std::string& text : signers.approvals) {
    const auto note = note::parse_note(text);
    const auto approval = note ? directory::parse_approval(note->text)
                               : base::Result<directory::Approval>(note.error());
    if (approval && approval->message == piece.wire_id && approval->salt == piece.salt) {
      approvals.push_back(text);
    }
  }
  return approvals;
}

// Drawn now, or as it was when people signed about it.
Checked<DraftPiece> piece_of(const Group& group, const Signers& signers, crypto::Random& random) {
  if (signers.draft == nullptr) return draw_piece(group.wire_id, random);
  const DraftEnvelope* const drawn = signers.draft->find(group.wire_id);
  if (drawn == nullptr) return Refusal::kApprovalInvalid;
  return DraftPiece{drawn->piece.wire_id, drawn->piece.salt,
                    crypto::SecretBytes<32>::copy_of(drawn->piece.reason_key.bytes())};
}

/// What one group is sealed with.
struct Sealing {
  const kinds::Message& message;
  const Plan& plan;
  const Signers& signers;
};

Checked<envelope::Sealed> seal_group(Desk& desk, const Group& group, const Sealing& sealing,
                                     crypto::Random& random) {
  const kinds::Message& message = sealing.message;
  const Plan& plan = sealing.plan;
  const kinds::Interchange& file = message.envelope();
  const auto chosen = piece_of(group, sealing.signers, random);
  if (!chosen) return chosen.refusal();
  const DraftPiece& piece = *chosen;
  auto decision = decide(message, group, piece, sealing.signers);
  if (!decision) return decision.refusal();
  envelope::SealRequest request;
  request.given_key = {kinds::reason_section(file.kind), &piece.reason_key};
  request.cover = {group.wire_id,
                   piece.salt,
                   desk.unit(),
                   desk.key_id(),
                   file.created,
                   expiry_of(file),
                   desk.directory().version(),
                   desk.directory().hash(),
                   file.kind,
                   plan.topic,
                   file.marking,
                   file.handling,
                   file.urgency,
                   gossip_of(desk.log())};
  request.gateway_row = plan.gateway_row;
  request.gateway_row.override_decision = *std::move(decision);
  request.gateway_row.approvals = approvals_of(piece, sealing.signers);
  request.gateway_row.plan_digest = plan_digest(plan_text(desk, plan), request.cover.salt);
  request.release_key = desk.directory().data().gateway.release;
  const kinds::Sections sections = kinds::split(group.copy);
  for (const auto& [section, bytes] : sections) {
    request.sections.push_back({section, mode_of(group, section), bytes});
  }
  auto recipients = recipients_of(desk, group, file, plan);
  if (!recipients) return recipients.refusal();
  request.recipients = *std::move(recipients);
  const EvidenceFolder evidence = desk.evidence();
  if (!evidence.keeps_keys()) return envelope::seal(request, random);
  envelope::DrawnKeys drawn;
  auto sealed = envelope::seal(request, random, drawn);
  if (sealed &&
      !evidence.keep_keys(sealed->id, drawn_keys(drawn, request.sections.size()), random)) {
    return Refusal::kUnavailable;
  }
  return sealed;
}

// A consent record registers its handles with the first envelope that carries it.
void add_grants(const Desk& desk, const kinds::Message& message, crypto::Random& random,
                Plan& plan) {
  const auto record = kinds::consent_grant_of(message.content());
  if (!record || message.kind() != model::Kind::kConsentRecord) return;
  const auto id = model::parse_message_id(record->id);
  if (!id) return;
  plan.gateway_row.consent_grants = grants_of(*record, desk, random);
  if (!plan.gateway_row.consent_grants.empty()) {
    plan.gateway_row.consent_group = consent::group_of(*id, desk.unit().partner);
  }
}

// A withdrawal names the record it takes back, as the gateway knows it, with its first envelope.
void add_withdrawal(const Desk& desk, const kinds::Message& message, Plan& plan) {
  const auto withdrawal = kinds::withdrawal_of(message.content());
  if (!withdrawal) return;
  const auto id = model::parse_message_id(withdrawal->consent);
  if (!id) return;
  plan.gateway_row.consent_group = consent::group_of(*id, desk.unit().partner);
  for (const model::ConsentPurpose purpose : withdrawal->purposes) {
    plan.gateway_row.withdrawn_purposes |= 1U << static_cast<unsigned>(purpose);
  }
}

std::string recipients_text(const Group& group) {
  std::string text;
  for (const PlannedRow* row : group.rows) {
    text += (text.empty() ? "" : " ") + row->recipient.partner.text() + "/" +
            std::string(model::to_text(row->recipient.role));
  }
  return text;
}

}  // namespace

Checked<std::vector<OutboxPiece>> seal_message(Desk& desk, const kinds::Message& message,
                                               const Plan& plan, const Signers& signers,
                                               crypto::Random& random) {
  Plan of_piece = plan;
  add_grants(desk, message, random, of_piece);
  add_withdrawal(desk, message, of_piece);
  std::vector<OutboxPiece> pieces;
  for (const Group& each : group_rows(desk, message, plan)) {
    const auto sealed = seal_group(desk, each, {message, of_piece, signers}, random);
    if (!sealed) return sealed.refusal();
    const auto made = envelope::sign({&*sealed, 1}, desk.keys().signing, random);
    base::check(made.size() == 1, "one envelope in, one out");
    pieces.push_back(
        {each.wire_id, made.front().id, recipients_text(each), false, made.front().container});
    of_piece.gateway_row.consent_grants.clear();
    of_piece.gateway_row.consent_group = {};
    of_piece.gateway_row.withdrawn_purposes = 0;
  }
  return pieces;
}

}  // namespace gateway::client
