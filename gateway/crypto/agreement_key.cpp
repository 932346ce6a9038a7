#include "gateway/crypto/agreement_key.h"

#include "gateway/base/check.h"
#include "gateway/crypto/x25519.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::crypto {

AgreementKey::AgreementKey(SecretBytes<32> secret, const AgreementPublicKey& public_key)
    : secret_(std::move(secret)), public_key_(public_key) {}

AgreementKey AgreementKey::generate(Random& random) {
  SecretBytes<32> secret;
  random.fill(secret.writable());
  const auto public_key = x25519_public(secret.bytes());
  return {std::move(secret), public_key};
}

base::Result<AgreementKey> AgreementKey::from_secret(base::ByteView secret) {
  if (secret.size() != 32) {
    return base::fail(base::ErrorCode::kMalformed, "an agreement key is 32 bytes");
  }
  auto copy = SecretBytes<32>::copy_of(secret.first<32>());
  const auto public_key = x25519_public(copy.bytes());
  return AgreementKey(std::move(copy), public_key);
}

base::Result<base::Done> AgreementKey::agree(const AgreementPublicKey& peer,
                                             std::span<std::uint8_t, 32> shared) const {
  return x25519(secret_.bytes(), peer, shared);
}

bool is_admissible(const AgreementPublicKey& key) {
  // Little-endian; canonical means below 2^255 - 19 = 7fff...ffed.
  const auto bytes = key.bytes();
  const bool rest_is_full =
      bytes[31] == 0x7F && std::all_of(bytes.begin() + 1, bytes.end() - 1,
                                       [](std::uint8_t byte) { return byte == 0xFF; });
  const bool canonical = bytes[31] < 0x80 && !(rest_is_full && bytes[0] >= 0xED);
  // Every scalar is a multiple of 8 once clamped, so any one finds the points of low order.
  std::array<std::uint8_t, 32> any_scalar{};
  std::array<std::uint8_t, 32> ignored{};
  return canonical && x25519(any_scalar, key, ignored).has_value();
}

}  // namespace gateway::crypto
