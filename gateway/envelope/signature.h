#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/recipient_view.h"

#include <cstddef>
#include <list>
#include <string>

namespace gateway::envelope {

/// The context lines of the batch signature: names the use, the sending unit and its key.
std::string batch_context(const model::UnitRef& sender, const model::KeyId& key);

/// Batch signatures that verified lately, most recent first: the second and later envelopes of a
/// batch cost hashes only. Remembers what each batch holds, so that a mixed one is noticed.
class SignatureCache {
 public:
  explicit SignatureCache(std::size_t capacity = 256) : capacity_(capacity) {}

  struct Entry {
    crypto::PublicKey signer;
    model::UnitRef sender;
    std::uint16_t size = 0;
    base::Digest root;
    crypto::Signature signature;
    model::Kind kind = model::Kind::kNone;
    base::Digest recipients;
  };

  /// The entry with this signer, sender, size, root and signature, moved to the front; or null.
  const Entry* find(const Entry& wanted);
  void remember(Entry entry);

 private:
  std::size_t capacity_;
  std::list<Entry> entries_;
};

/// Whether `signer` signed this envelope. kKeyUnknown when `signer` is not the key that the head
/// names, kSignatureInvalid when the signature is not its, kBatchMixed when an envelope of the same
/// batch had another kind or other recipients (then sharing a signature joins what must stay
/// apart).
Checked<base::Done> verify_signature(const GatewayEnvelope& envelope,
                                     const crypto::PublicKey& signer, SignatureCache& cache);
Checked<base::Done> verify_signature(const RecipientView& view, const crypto::PublicKey& signer);

}  // namespace gateway::envelope
