#include "gateway/envelope/signature.h"

#include "gateway/base/text.h"
#include "gateway/crypto/batch_signature.h"
#include "gateway/crypto/key_ids.h"

#include <algorithm>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

base::Digest digest_of_id(const model::EnvelopeId& id) { return *base::Digest::from(id.bytes()); }

bool is_same_signature(const SignatureCache::Entry& a, const SignatureCache::Entry& b) {
  return a.root == b.root && a.signature == b.signature && a.size == b.size &&
         a.signer == b.signer && a.sender == b.sender;
}

SignatureCache::Entry entry_of(const GatewayEnvelope& envelope, const crypto::PublicKey& signer) {
  SignatureCache::Entry entry;
  entry.signer = signer;
  entry.sender = envelope.head.sender;
  entry.size = envelope.signature.size;
  entry.root = crypto::batch_root(digest_of_id(envelope.id), envelope.signature);
  entry.signature = envelope.signature.signature;
  entry.kind = envelope.head.kind;
  entry.recipients = recipients_of(envelope);
  return entry;
}

// Of an envelope or a view, whose sender key is known to be `signer`.
template <class Part>
Checked<base::Done> verify_alone(const Head& head, const Part& part,
                                 const crypto::PublicKey& signer) {
  const std::string context = batch_context(head.sender, head.sender_key);
  if (!crypto::verify_batch(signer, context, digest_of_id(part.id), part.signature)) {
    return Refusal::kSignatureInvalid;
  }
  return base::Done{};
}

}  // namespace

std::string batch_context(const model::UnitRef& sender, const model::KeyId& key) {
  return "safeconduct-batch/v1\nsender " +
         std::to_string(static_cast<std::uint32_t>(sender.partner)) + " " + sender.unit + " " +
         base::to_hex(key.bytes());
}

const SignatureCache::Entry* SignatureCache::find(const Entry& wanted) {
  const auto found = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return is_same_signature(entry, wanted); });
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return &entries_.front();
}

void SignatureCache::remember(Entry entry) {
  entries_.push_front(std::move(entry));
  if (entries_.size() > capacity_) entries_.pop_back();
}

Checked<base::Done> verify_signature(const GatewayEnvelope& envelope,
                                     const crypto::PublicKey& signer, SignatureCache& cache) {
  const Head& head = envelope.head;
  if (key_id_of(signer) != head.sender_key) return Refusal::kKeyUnknown;
  // A batch of one is never met again: remembering it would only push out one that is.
  if (envelope.signature.size == 1) return verify_alone(head, envelope, signer);

  SignatureCache::Entry entry = entry_of(envelope, signer);
  if (const SignatureCache::Entry* known = cache.find(entry); known != nullptr) {
    if (known->kind != entry.kind || known->recipients != entry.recipients) {
      return Refusal::kBatchMixed;
    }
    return base::Done{};
  }
  auto verified = verify_alone(head, envelope, signer);
  if (verified) cache.remember(std::move(entry));
  return verified;
}

Checked<base::Done> verify_signature(const RecipientView& view, const crypto::PublicKey& signer) {
  if (key_id_of(signer) != view.head.sender_key) return Refusal::kKeyUnknown;
  return verify_alone(view.head, view, signer);
}

}  // namespace gateway::envelope
