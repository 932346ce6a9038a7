#pragma once

#include "gateway/crypto/key_ids.h"
#include "gateway/directory/entry.h"

#include <string>
#include <string_view>

namespace gateway::directory {

/// "hfj/investigations": how a unit's signatures on notes are named.
std::string unit_key_name(std::string_view partner, std::string_view unit);
/// The key a unit signs notes with (subscriptions, freezes, joining).
note::VerifierKey unit_verifier(std::string_view partner, std::string_view unit,
                                const crypto::PublicKey& key);

/// "hfj/decider/duty-manager": how a person who decides signs notes (reviews, joining).
std::string decider_key_name(std::string_view partner, std::string_view decider);
note::VerifierKey decider_verifier(std::string_view partner, const Decider& decider);

/// The exact text a unit's signing key signs for a prekey; ignores `signer` and `signature`.
std::string prekey_text(std::string_view partner, std::string_view unit, const Prekey& prekey);
/// Fills in signer and signature.
Prekey sign_prekey(Prekey prekey, std::string_view partner, std::string_view unit,
                   const crypto::SigningKey& signer);

/// The trust of a log reader in the form of C2SP tlog-policy: its logs, then the witness policy;
/// "quorum none" when there is none.
std::string log_policy_text(const GatewayKeys& gateway);

}  // namespace gateway::directory
