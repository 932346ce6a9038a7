#include "gateway/audit/commitments.h"
#include "gateway/base/byte_codec.h"
#include "gateway/crypto/hpke.h"
#include "gateway/daemon/engine.h"
#include "gateway/envelope/release.h"

#include <algorithm>
#include <utility>

namespace gateway::daemon {
namespace {

using model::Refusal;

constexpr std::size_t kMaxReleasesRemembered = 100'000;

base::Bytes signed_text(base::ByteView request) {
  return base::ByteWriter().text("safeconduct-release/v1\n").raw(request).bytes();
}

// The halves asked for, in the order of the head's sections, for nobody but the one who asked.
base::Result<crypto::HpkeSealed> seal_halves(const envelope::ReleaseHalves& halves,
                                             const wire::ReleaseRequest& request,
                                             const envelope::Head& head, crypto::Random& random) {
  crypto::SecretBytes<envelope::kMaxSections * envelope::kContentKeySize> slots;
  for (std::size_t i = 0; i < head.sections.size(); ++i) {
    if (((request.sections >> i) & 1U) == 0) continue;
    const auto half = halves.half(i);
    std::ranges::copy(half, slots.writable().begin() +
                                static_cast<std::ptrdiff_t>(i * envelope::kContentKeySize));
  }
  base::ByteWriter info;
  info.text("safeconduct released v1").raw(request.request_id.bytes());
  base::ByteWriter aad;
  aad.raw(request.envelope_id.bytes()).raw(request.row_commitment.bytes());
  return crypto::hpke_seal(request.ephemeral, info.bytes(), aad.bytes(), slots.bytes(), random);
}

}  // namespace

void Engine::release(Session& session, std::uint64_t re, const wire::Release& request) {
  const base::Digest subject = crypto::sha256(request.request);
  const auto refuse_with = [&](Refusal refusal) {
    log_refusal(session.unit.partner, subject, refusal);
    refuse(session, re, refusal);
  };
  const auto parsed = wire::decode_release_request(request.request);
  const auto signature = crypto::Signature::from(request.signature);
  if (!parsed || !signature) return refuse_with(Refusal::kFrameMalformed);
  const auto* const key = history_.current()->signing_key(parsed->unit, parsed->key_id, now_);
  if (parsed->unit != session.unit || key == nullptr ||
      !crypto::verify(key->key, signed_text(request.request), *signature)) {
    return refuse_with(Refusal::kSignatureInvalid);
  }
  // In a training network the clock stands still; the request's own expiry is in its time.
  if (base::from_unix_minutes(parsed->expires_minutes) <= now_) {
    return refuse_with(Refusal::kExpired);
  }
  const auto place = row_of(parsed->envelope_id, parsed->row_commitment);
  if (!place || place->message->envelope.rows.at(place->row).row.recipient != session.unit) {
    return refuse_with(Refusal::kNotFound);
  }
  release_row(session, re, *parsed, *place);
}

void Engine::release_row(Session& session, std::uint64_t re, const wire::ReleaseRequest& request,
                         const RowPlace& place) {
  const Stored& message = *place.message;
  const auto& row = message.envelope.rows.at(place.row);
  const auto index = static_cast<std::uint8_t>(place.row);
  const base::Digest subject = audit::row_subject(message.envelope.id, row.row.salt);
  const auto refuse_with = [&](Refusal refusal) {
    log_refusal(session.unit.partner, subject, refusal);
    refuse(session, re, refusal);
  };
  // Policy, consent and freezes of now, under the directory in force: what was allowed when the
  // message was accepted may not be any more.
  const directory::Directory& current = *history_.current();
  const admission::Authenticated again{message.envelope, &current, &current};
  if (const auto refusal =
          admission::refusal_now(again, authority(message.envelope), place.row, request.sections)) {
    return refuse_with(*refusal);
  }
  const auto record = parts_.archive.halves(message.record.sequence, index);
  if (!record) return refuse_with(Refusal::kReleaseRefused);
  const auto halves = envelope::open_halves(record->sealed, parts_.release_key,
                                            envelope::stored_row(message.envelope, place.row));
  if (!halves) return refuse_with(halves.refusal());

  auto sealed = seal_halves(*halves, request, message.envelope.head, parts_.random);
  if (!sealed) return refuse_with(Refusal::kReleaseRefused);
  // The same request again (its answer was lost) is decided again and adds no second leaf.
  const base::Digest asked = crypto::sha256(wire::encode(request));
  auto known = released_.find(asked);
  if (known == released_.end()) {
    audit::Leaf entry = leaf(audit::LeafType::kRelease, subject);
    entry.actor = session.unit.partner;
    entry.peer = message.record.sender;
    entry.case_tags.front() = row.row.case_tag;
    if (released_.size() >= kMaxReleasesRemembered) released_.erase(released_.begin());
    known = released_.emplace(asked, add_leaf(entry)).first;
  }
  wire::Released body;
  body.request_id = request.request_id;
  body.halves = *std::move(sealed);
  PendingAnswer& pending = later(session.number, re, std::move(body));
  pending.leaf = known->second;
  pending.with_head = true;
}

}  // namespace gateway::daemon
