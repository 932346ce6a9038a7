#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/agreement_key.h"

#include <cstdint>
#include <span>

namespace gateway::crypto {

/// X25519 over borrowed secrets, for keys that live for one call only.
AgreementPublicKey x25519_public(std::span<const std::uint8_t, 32> secret);

/// kUnauthenticated, and `shared` zeroed, when the shared secret would be all zero.
base::Result<base::Done> x25519(std::span<const std::uint8_t, 32> secret,
                                const AgreementPublicKey& peer, std::span<std::uint8_t, 32> shared);

}  // namespace gateway::crypto
