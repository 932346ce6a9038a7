#include "gateway/crypto/x25519.h"

#include "gateway/base/check.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/sodium_support.h"

#include <array>

#include <sodium.h>

namespace gateway::crypto {

static_assert(AgreementPublicKey::kSize == crypto_scalarmult_BYTES);
static_assert(crypto_scalarmult_SCALARBYTES == 32);

AgreementPublicKey x25519_public(std::span<const std::uint8_t, 32> secret) {
  ensure_sodium();
  std::array<std::uint8_t, AgreementPublicKey::kSize> bytes{};
  base::check(crypto_scalarmult_base(bytes.data(), secret.data()) == 0,
              "X25519 takes every 32-byte secret");
  return AgreementPublicKey(bytes);
}

base::Result<base::Done> x25519(std::span<const std::uint8_t, 32> secret,
                                const AgreementPublicKey& peer,
                                std::span<std::uint8_t, 32> shared) {
  ensure_sodium();
  const int failed = crypto_scalarmult(shared.data(), secret.data(), peer.bytes().data());
  if (failed == 0) return base::Done{};
  wipe(shared);
  return base::fail(base::ErrorCode::kUnauthenticated, "a key agreement has no secret");
}

}  // namespace gateway::crypto
