#include "gateway/admission/authenticate.h"

#include <utility>

namespace gateway::admission {
namespace {

using envelope::Checked;
using model::Refusal;

Checked<base::Done> check_times(const envelope::Head& head, base::Time now) {
  if (head.created > now + kMaxClockSkew) return Refusal::kCreatedInFuture;
  if (head.expires <= now) return Refusal::kExpired;
  return base::Done{};
}

// The key must be the sender's in the version the envelope names and in the one in force: a key
// that was taken out since must not speak for messages made before.
const crypto::PublicKey* sender_key(const envelope::Head& head, const directory::Directory& named,
                                    const directory::Directory& current, base::Time now) {
  const auto* const then = named.signing_key(head.sender, head.sender_key, head.created);
  const auto* const today = current.signing_key(head.sender, head.sender_key, now);
  if (then == nullptr || today == nullptr || then->key != today->key) return nullptr;
  return &today->key;
}

}  // namespace

Checked<Authenticated> authenticate(base::ByteView container, model::PartnerNumber submitter,
                                    const Identity& identity,
                                    envelope::SignatureCache& signatures) {
  auto opened = envelope::open_for_gateway(container);
  if (!opened) return opened.refusal();
  return authenticate(*std::move(opened), submitter, identity, signatures);
}

Checked<Authenticated> authenticate(envelope::GatewayEnvelope opened,
                                    model::PartnerNumber submitter, const Identity& identity,
                                    envelope::SignatureCache& signatures) {
  const envelope::Head& head = opened.head;
  if (head.sender.partner != submitter) return Refusal::kNotAuthenticated;

  const directory::Directory& current = *identity.directory.current();
  if (current.is_expired(identity.now)) return Refusal::kDirectoryExpired;
  const auto* const named =
      identity.directory.find(head.directory_version, head.directory_hash, identity.now);
  if (named == nullptr) return Refusal::kDirectoryVersion;

  const auto* const key = sender_key(head, *named, current, identity.now);
  if (key == nullptr) return Refusal::kKeyUnknown;
  const auto verified = envelope::verify_signature(opened, *key, signatures);
  if (!verified) return verified.refusal();
  if (identity.freezes.is_frozen(head.sender, head.sender_key, identity.now)) {
    return Refusal::kFrozen;
  }
  const auto timely = check_times(head, identity.now);
  if (!timely) return timely.refusal();
  return Authenticated{std::move(opened), named, &current};
}

}  // namespace gateway::admission
