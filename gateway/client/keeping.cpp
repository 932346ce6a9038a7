#include "gateway/client/keeping.h"

#include "gateway/client/evidence.h"
#include "gateway/envelope/excerpt.h"

#include <utility>

namespace gateway::client {

using base::Done;
using base::ErrorCode;
using base::fail;
using base::Result;

Result<Done> keep_leaf(Desk& desk, const model::EnvelopeId& envelope,
                       const wire::LeafProof& proof) {
  return desk.evidence().keep_proof(envelope, proof_text(desk.log(), proof));
}

Result<Done> keep_delivery(const Desk& desk, const Incoming& incoming) {
  const auto view = envelope::open_view(incoming.view);
  if (!view) return fail(ErrorCode::kMalformed, "a delivery is no view of an envelope");
  return desk.evidence().keep_proof(view->id, incoming.proof);
}

Result<Done> keep_receipt(Desk& desk, const model::EnvelopeId& envelope,
                          const envelope::SignedReceipt& receipt, const wire::LeafProof& proof) {
  const auto kept = desk.evidence().keep_receipt(envelope, receipt);
  return kept ? keep_leaf(desk, envelope, proof) : kept;
}

Result<Done> keep_opened_keys(const Desk& desk, const VerifiedView& verified, const Halves& halves,
                              std::uint32_t opened, crypto::Random& random) {
  if (!desk.evidence().keeps_keys()) return Done{};
  KeptKeys keys;
  for (std::size_t i = 0; i < verified.view.head.sections.size(); ++i) {
    if (((opened >> i) & 1U) == 0) continue;
    const auto half = halves.find(i);
    auto key = envelope::content_key(verified.view, verified.keys, i,
                                     half == halves.end() ? nullptr : &half->second);
    if (!key) return fail(ErrorCode::kUnauthenticated, "an opened section has another key");
    keys.emplace(i, *std::move(key));
  }
  return desk.evidence().keep_keys(verified.view.id, std::move(keys), random);
}

}  // namespace gateway::client
