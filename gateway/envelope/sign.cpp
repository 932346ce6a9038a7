#include "gateway/base/check.h"
#include "gateway/crypto/batch_signature.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/envelope/container.h"
#include "gateway/envelope/seal.h"
#include "gateway/envelope/signature.h"

namespace gateway::envelope {

bool may_share_batch(const Sealed& a, const Sealed& b) {
  return a.kind == b.kind && a.sender == b.sender && a.sender_key == b.sender_key &&
         a.recipients == b.recipients;
}

std::vector<SealedEnvelope> sign(std::span<const Sealed> batch, const crypto::SigningKey& key,
                                 crypto::Random& random) {
  base::check(!batch.empty() && batch.size() <= crypto::kMaxBatch, "a batch has 1 to 256");
  const Sealed& first = batch.front();
  base::check(first.sender_key == key_id_of(key.public_key()),
              "the key that the cover names signs");
  std::vector<base::Digest> ids;
  for (const Sealed& sealed : batch) {
    base::check(may_share_batch(first, sealed), "a batch joins only equals");
    ids.push_back(*base::Digest::from(sealed.id.bytes()));
  }
  const auto signatures =
      crypto::sign_batch(key, batch_context(first.sender, first.sender_key), ids, random);
  std::vector<SealedEnvelope> signed_envelopes;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const PartCounts counts{batch[i].rows, batch[i].halves, batch[i].sections};
    signed_envelopes.push_back(
        {batch[i].id, join_container(counts, crypto::encode(signatures[i]), batch[i].parts)});
  }
  return signed_envelopes;
}

}  // namespace gateway::envelope
