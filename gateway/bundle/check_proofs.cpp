#include "gateway/audit/commitments.h"
#include "gateway/audit/proof.h"
#include "gateway/base/byte_codec.h"
#include "gateway/bundle/checker.h"
#include "gateway/crypto/digest.h"
#include "gateway/envelope/receipt.h"

#include <algorithm>

namespace gateway::bundle {
namespace {

using audit::Leaf;
using audit::LeafType;
using envelope::ReceiptStage;

// Who must be named in a leaf about a row.
enum class Parties : std::uint8_t { kNotAboutARow, kFromSender, kFromRecipient, kAny };

Parties parties_of(LeafType type) {
  switch (type) {
    case LeafType::kDeliver:
    case LeafType::kQuarantine:
    case LeafType::kExpired:
      return Parties::kFromSender;
    case LeafType::kReceipt:
    case LeafType::kOpened:
    case LeafType::kRelease:
      return Parties::kFromRecipient;
    case LeafType::kEraseSection:
    case LeafType::kBreakGlass:
    case LeafType::kApproval:
      return Parties::kAny;
    case LeafType::kNone:
    case LeafType::kLogStart:
    case LeafType::kAccept:
    case LeafType::kRefuse:
    case LeafType::kEraseCaseKey:
    case LeafType::kDirectory:
    case LeafType::kFreeze:
    case LeafType::kPrekey:
    case LeafType::kKeyEpoch:
    case LeafType::kAuditQuery:
    case LeafType::kHold:
    case LeafType::kExport:
    case LeafType::kHeartbeat:
    case LeafType::kWitnessGap:
    case LeafType::kConfig:
    case LeafType::kPolicy:
    case LeafType::kSubscription:
    case LeafType::kConsent:
    case LeafType::kRefuseSummary:
    case LeafType::kReview:
      return Parties::kNotAboutARow;
  }
  return Parties::kNotAboutARow;
}

std::optional<std::size_t> row_of(const Story& story, const Leaf& leaf) {
  const auto sender = story.message->head.sender.partner;
  const Parties parties = parties_of(leaf.type);
  if (parties == Parties::kNotAboutARow) return std::nullopt;
  for (const auto& [index, row] : story.rows) {
    if (leaf.subject != audit::row_subject(story.message->id, row.salt)) continue;
    const auto recipient = row.recipient.partner;
    const bool fits =
        parties == Parties::kAny ||
        (parties == Parties::kFromSender && leaf.actor == sender && leaf.peer == recipient) ||
        (parties == Parties::kFromRecipient && leaf.actor == recipient && leaf.peer == sender);
    if (fits) return index;
  }
  return std::nullopt;
}

bool is_about(const Story& story, const Event& event) {
  const Leaf& leaf = event.leaf;
  if (event.row) return true;
  if (leaf.type == LeafType::kAccept) {
    return leaf.subject == *base::Digest::from(story.message->id.bytes()) &&
           leaf.actor == story.message->head.sender.partner;
  }
  if (leaf.type == LeafType::kPolicy) return leaf.subject == story.policy_digest;
  return leaf.type == LeafType::kDirectory &&
         std::ranges::any_of(story.directories,
                             [&](const auto& each) { return each->hash() == leaf.subject; });
}

bool is_of_stage(const Leaf& leaf, ReceiptStage stage) {
  return leaf.type == (stage == ReceiptStage::kOpened ? LeafType::kOpened : LeafType::kReceipt) &&
         leaf.basis == static_cast<std::uint16_t>(stage);
}

bool has_stage(const Story& story, std::size_t row, ReceiptStage stage) {
  return std::ranges::any_of(story.events, [&](const Event& event) {
    return event.row == row && is_of_stage(event.leaf, stage);
  });
}

const Event* first_of(const Story& story, LeafType type, std::optional<std::size_t> row) {
  const auto found = std::ranges::find_if(story.events, [&](const Event& event) {
    return event.leaf.type == type && event.row == row;
  });
  return found == story.events.end() ? nullptr : &*found;
}

// Leaves whose place after the delivery is no matter of chance.
bool comes_after_delivery(LeafType type) { return parties_of(type) == Parties::kFromRecipient; }

}  // namespace

void Checker::check_proofs() {
  std::optional<Event> before;
  for (const auto& [number, name] : all(Part::kProof)) {
    auto event = read_proof(name, *bytes(name));
    if (!event) continue;
    if (before && event->place() <= before->place()) {
      add(Check::kProofOrder, name, Outcome::kFail);
    }
    before = event;
    event->row = row_of(story_, event->leaf);
    const bool about = is_about(story_, *event);
    add(Check::kProofAbout, name, about);
    if (about) story_.events.push_back(*std::move(event));
  }
  std::ranges::stable_sort(story_.events, {}, &Event::place);
}

std::optional<Event> Checker::read_proof(const std::string& name, base::ByteView bytes) {
  const auto proof = log_policy_ ? audit::verify_leaf_proof(base::text_of(bytes), *log_policy_)
                                 : base::Result<audit::VerifiedLeaf>(base::fail(
                                       base::ErrorCode::kUnauthenticated, "no log is known"));
  add(Check::kProof, name, proof.has_value());
  if (!proof) return std::nullopt;
  if (!proof->head.is_witnessed) add(Check::kWitnessed, name, Outcome::kIndeterminate);
  check_history(name, proof->head);
  const auto logs = log_policy_->logs();
  const auto log = std::ranges::find(logs, proof->head.log.key, &note::VerifierKey::key);
  return Event{static_cast<std::size_t>(log - logs.begin()), proof->index, proof->evidence.leaf,
               std::nullopt};
}

void Checker::check_history(const std::string& name, const audit::VerifiedHead& head) {
  const auto [known, is_new] =
      heads_.emplace(std::pair(head.checkpoint.origin, head.checkpoint.size), head.checkpoint.root);
  const envelope::Gossip& gossip = story_.message->head.gossip;
  base::ByteWriter id;
  id.number(head.log.id);
  const bool is_same_head =
      gossip.size == head.checkpoint.size && std::ranges::equal(gossip.key_id.bytes(), id.bytes());
  const bool is_other_root = (!is_new && known->second != head.checkpoint.root) ||
                             (is_same_head && gossip.root != head.checkpoint.root);
  if (is_other_root) add(Check::kOneHistory, name, Outcome::kFail);
}

void Checker::check_receipts() {
  for (const auto& [number, name] : all(Part::kReceipt)) {
    const auto signature = bytes(name_of(Part::kReceiptSignature, number));
    if (!signature && is_listed(name_of(Part::kReceiptSignature, number))) continue;
    const base::ByteView text = *bytes(name);
    const auto receipt = envelope::parse_receipt(text);
    std::optional<std::size_t> row;
    if (receipt && signature && receipt->envelope == story_.message->id) {
      for (const auto& [index, each] : story_.rows) {
        const auto& commitment = story_.message->head.row_commitments[index];
        if (each.recipient == receipt->unit && commitment == receipt->row_commitment) row = index;
      }
    }
    const auto signed_by = [&](const crypto::PublicKey& key) {
      return envelope::verify_receipt({base::to_bytes(text), base::to_bytes(*signature)}, key);
    };
    const bool holds = row && has_key(receipt->unit, receipt->time, signed_by);
    add(Check::kReceipt, name, holds);
    if (!holds) continue;
    if (!has_stage(story_, *row, receipt->stage)) {
      add(Check::kReceiptLogged, name, Outcome::kIndeterminate);
    }
    story_.receipts.push_back(*receipt);
  }
  for (const auto& [number, name] : all(Part::kReceiptSignature)) {
    if (!is_listed(name_of(Part::kReceipt, number))) add(Check::kReceipt, name, Outcome::kFail);
  }
}

void Checker::check_custody() {
  const auto count = [&](LeafType type) {
    return std::ranges::count_if(story_.events,
                                 [&](const Event& event) { return event.leaf.type == type; });
  };
  const auto accepts = count(LeafType::kAccept);
  const auto delivers = count(LeafType::kDeliver);
  add(Check::kAccepted, "",
      accepts == 1   ? Outcome::kPass
      : accepts > 1  ? Outcome::kFail
      : delivers > 0 ? Outcome::kNote
                     : Outcome::kIndeterminate);
  const Event* const accept = first_of(story_, LeafType::kAccept, std::nullopt);
  for (const auto& [index, row] : story_.rows) {
    const Event* const deliver = first_of(story_, LeafType::kDeliver, index);
    bool is_ordered = accept == nullptr || deliver == nullptr || accept->place() < deliver->place();
    bool has_gap = false;
    for (const Event& event : story_.events) {
      if (event.row != index || !comes_after_delivery(event.leaf.type)) continue;
      has_gap = has_gap || deliver == nullptr;
      is_ordered = is_ordered && (deliver == nullptr || deliver->place() < event.place());
    }
    const bool must_be_opened = story_.manifest.as == MakerRole::kRecipient &&
                                row.recipient == story_.manifest.maker && !story_.sections.empty();
    has_gap = has_gap || (must_be_opened && !has_stage(story_, index, ReceiptStage::kOpened));
    add(Check::kCustody, name_of(Part::kRow, static_cast<std::uint32_t>(index)),
        !is_ordered ? Outcome::kFail
        : has_gap   ? Outcome::kIndeterminate
                    : Outcome::kPass);
  }
  const Event* const policy = first_of(story_, LeafType::kPolicy, std::nullopt);
  const bool is_in_force =
      policy != nullptr && accept != nullptr && policy->place() < accept->place();
  add(Check::kPolicyInForce, "", is_in_force ? Outcome::kPass : Outcome::kNote);
}

void Checker::check_export() {
  const std::string name = name_of(Part::kExport);
  const auto text = bytes(name);
  const Manifest& manifest = story_.manifest;
  if (manifest.ground == audit::ExportGround::kNone) {
    add(Check::kExport, name, text ? Outcome::kFail : Outcome::kNote);
    return;
  }
  if (!text) {
    add(Check::kExport, name, Outcome::kIndeterminate);
    return;
  }
  const auto proof = log_policy_ ? audit::verify_leaf_proof(base::text_of(*text), *log_policy_)
                                 : base::Result<audit::VerifiedLeaf>(base::fail(
                                       base::ErrorCode::kUnauthenticated, "no log is known"));
  const Leaf leaf = proof ? proof->evidence.leaf : Leaf();
  add(Check::kExport, name,
      proof && leaf.type == LeafType::kExport && leaf.actor == manifest.maker.partner &&
          leaf.basis == static_cast<std::uint16_t>(manifest.ground) &&
          leaf.subject == crypto::sha256(*bytes(Part::kManifest)));
  if (proof && !proof->head.is_witnessed) add(Check::kWitnessed, name, Outcome::kIndeterminate);
}

}  // namespace gateway::bundle
