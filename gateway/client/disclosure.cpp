#include "gateway/client/disclosure.h"

#include "gateway/audit/commitments.h"
#include "gateway/audit/proof.h"
#include "gateway/base/check.h"
#include "gateway/client/evidence.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/root.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace gateway::client {
namespace {

using audit::LeafType;
using base::ErrorCode;
using base::fail;
using base::Result;

// Leaves that a bundle may tell of: gateway/bundle/FORMAT.md.
bool is_told(LeafType type) {
  switch (type) {
    case LeafType::kAccept:
    case LeafType::kDeliver:
    case LeafType::kQuarantine:
    case LeafType::kExpired:
    case LeafType::kReceipt:
    case LeafType::kOpened:
    case LeafType::kRelease:
    case LeafType::kEraseSection:
    case LeafType::kBreakGlass:
    case LeafType::kApproval:
    case LeafType::kPolicy:
    case LeafType::kDirectory:
      return true;
    case LeafType::kNone:
    case LeafType::kLogStart:
    case LeafType::kRefuse:
    case LeafType::kEraseCaseKey:
    case LeafType::kFreeze:
    case LeafType::kPrekey:
    case LeafType::kKeyEpoch:
    case LeafType::kAuditQuery:
    case LeafType::kHold:
    case LeafType::kExport:
    case LeafType::kHeartbeat:
    case LeafType::kWitnessGap:
    case LeafType::kConfig:
    case LeafType::kSubscription:
    case LeafType::kConsent:
    case LeafType::kRefuseSummary:
    case LeafType::kReview:
      return false;
  }
  return false;
}

// Notes from the directory the sender named up to the newest: what happened before is no matter.
std::vector<std::string> directories_since(const Desk& desk, model::DirectoryVersion named) {
  const auto& notes = desk.trust().directory_notes;
  const auto newest = static_cast<std::uint32_t>(desk.directory().version());
  const auto wanted = newest - std::min(newest, static_cast<std::uint32_t>(named)) + std::size_t{1};
  return {notes.end() - static_cast<std::ptrdiff_t>(std::min(wanted, notes.size())), notes.end()};
}

// The subjects of leaves about what is shown.
std::set<base::Digest> subjects_of(const Held& held, const Disclosure& disclosure,
                                   const bundle::Ingredients& in) {
  std::set<base::Digest> subjects{*base::Digest::from(held.excerpt.id.bytes()),
                                  directory::policy_digest(in.policies)};
  for (const std::size_t row : disclosure.rows) {
    subjects.insert(audit::row_subject(held.excerpt.id, held.rows.at(row).salt));
  }
  for (const std::string& text : in.directories) {
    const auto note = note::parse_note(text, directory::kMaxDirectorySize);
    base::check(note.has_value(), "notes that are believed can be read");
    subjects.insert(directory::note_hash(*note));
  }
  return subjects;
}

// Each leaf once; of two proofs the one that came first. The latest time in them.
Result<base::Time> add_proofs(const Desk& desk, const std::vector<std::string>& texts,
                              const std::set<base::Digest>& subjects, bundle::Ingredients& in) {
  const auto policy =
      audit::LogPolicy::parse(directory::log_policy_text(desk.directory().data().gateway));
  if (!policy) return policy.error();
  std::set<std::pair<std::string, std::uint64_t>> known;
  base::Time latest{};
  for (const std::string& text : texts) {
    const auto proof = audit::verify_leaf_proof(text, *policy);
    if (!proof) return proof.error();
    const audit::Leaf& leaf = proof->evidence.leaf;
    if (!is_told(leaf.type) || !subjects.contains(leaf.subject)) continue;
    if (!known.emplace(proof->head.checkpoint.origin, proof->index).second) continue;
    latest = std::max(latest, leaf.time);
    in.proofs.push_back(text);
  }
  return latest;
}

Result<base::Done> add_sections(const Held& held, const Disclosure& disclosure,
                                const KeptKeys& keys, bundle::Ingredients& in) {
  for (const std::size_t index : disclosure.sections) {
    const auto ciphertext = held.parts.sections.find(index);
    const auto key = keys.find(index);
    if (ciphertext == held.parts.sections.end() || key == keys.end()) {
      return fail(ErrorCode::kNotFound, "a section to be disclosed is not here, or no key of it");
    }
    in.parts.sections.emplace(index, ciphertext->second);
    in.content_keys.emplace(index, base::to_bytes(key->second.bytes()));
  }
  return base::Done{};
}

void add_receipts(const Held& held, const Disclosure& disclosure,
                  const std::vector<envelope::SignedReceipt>& receipts, bundle::Ingredients& in) {
  for (const envelope::SignedReceipt& each : receipts) {
    const auto receipt = envelope::parse_receipt(each.receipt);
    const bool is_shown =
        receipt && std::ranges::any_of(disclosure.rows, [&](std::size_t row) {
          return held.excerpt.head.row_commitments.at(row) == receipt->row_commitment;
        });
    if (is_shown) in.receipts.push_back(each);
  }
}

bundle::Manifest manifest_of(const Desk& desk, const Held& held) {
  bundle::Manifest manifest;
  manifest.maker = desk.unit();
  manifest.partner = desk.context().partner;
  manifest.as =
      held.side == Side::kSender ? bundle::MakerRole::kSender : bundle::MakerRole::kRecipient;
  manifest.message = held.excerpt.head.message_id;
  manifest.envelope = held.excerpt.id;
  manifest.sender_file = held.sender_file;
  return manifest;
}

}  // namespace

Result<bundle::Ingredients> ingredients_of(Desk& desk, const Held& held,
                                           const Disclosure& disclosure) {
  bundle::Ingredients in;
  in.manifest = manifest_of(desk, held);
  in.parts.signature = held.parts.signature;
  in.parts.head = held.parts.head;
  in.parts.digests = held.parts.digests;
  in.parts.gateway_row = held.parts.gateway_row;
  for (const std::size_t row : disclosure.rows) {
    in.parts.rows.emplace(row, held.parts.rows.at(row));
  }
  in.roots = desk.trust().root_notes;
  in.directories = directories_since(desk, held.excerpt.head.directory_version);
  in.policies = desk.trust().policy_notes;

  auto kept = desk.evidence().read(held.excerpt.id);
  if (!kept) return kept.error();
  const auto added = add_sections(held, disclosure, kept->keys, in);
  if (!added) return added.error();
  add_receipts(held, disclosure, kept->receipts, in);
  std::vector<std::string> texts = disclosure.log_proofs;
  texts.insert(texts.end(), kept->proofs.begin(), kept->proofs.end());
  const auto latest = add_proofs(desk, texts, subjects_of(held, disclosure, in), in);
  if (!latest) return latest.error();
  const base::Time happened = std::max(*latest, held.excerpt.head.created);
  in.manifest.made = disclosure.made ? std::chrono::floor<std::chrono::seconds>(*disclosure.made)
                                     : std::chrono::ceil<std::chrono::seconds>(happened);
  return in;
}

base::Digest pinned_root(const Desk& desk) {
  const auto note = note::parse_note(desk.trust().root_notes.front(), directory::kMaxRootSize);
  base::check(note.has_value(), "notes that are believed can be read");
  return directory::note_hash(*note);
}

}  // namespace gateway::client
