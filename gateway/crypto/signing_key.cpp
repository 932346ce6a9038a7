#include "gateway/crypto/signing_key.h"

#include "gateway/base/check.h"
#include "gateway/crypto/sodium_support.h"

#include <algorithm>
#include <array>
#include <utility>

#include <sodium.h>

namespace gateway::crypto {
namespace {

static_assert(PublicKey::kSize == crypto_sign_PUBLICKEYBYTES);
static_assert(Signature::kSize == crypto_sign_BYTES);
static_assert(SigningKey::kSeedSize == crypto_sign_SEEDBYTES);

bool is_valid_point(const PublicKey& key) {
  return crypto_core_ed25519_is_valid_point(key.bytes().data()) == 1;
}

// A key of the large group plus the point of order two (C2SP CCTV ed25519). A libsodium without the
// fix for CVE-2025-69277 takes it for a good one.
constexpr std::array<std::uint8_t, PublicKey::kSize> kMixedOrderKey = {
    0xfe, 0x89, 0x4d, 0xf1, 0x8a, 0xbf, 0x1c, 0x20, 0x08, 0x8b, 0xfb, 0xe6, 0xc9, 0xad, 0x45, 0xd4,
    0x2e, 0xc2, 0x06, 0x63, 0xea, 0xf7, 0x11, 0x1e, 0xae, 0xa1, 0xd8, 0x51, 0xda, 0x0d, 0x7f, 0x89};

}  // namespace

SigningKey::SigningKey(SecretBytes<kSecretSize> secret, const PublicKey& public_key)
    : secret_(std::move(secret)), public_key_(public_key) {}

SigningKey SigningKey::generate(Random& random) {
  SecretBytes<kSeedSize> seed;
  random.fill(seed.writable());
  return *from_seed(seed.bytes());
}

base::Result<SigningKey> SigningKey::from_seed(base::ByteView seed) {
  if (seed.size() != kSeedSize) {
    return base::fail(base::ErrorCode::kMalformed, "a signing seed is 32 bytes");
  }
  SecretBytes<kSecretSize> secret;
  std::array<std::uint8_t, PublicKey::kSize> public_bytes{};
  const int failed =
      crypto_sign_seed_keypair(public_bytes.data(), secret.writable().data(), seed.data());
  base::check(failed == 0, "Ed25519 takes every 32-byte seed");
  return SigningKey(std::move(secret), PublicKey(public_bytes));
}

Signature SigningKey::sign(base::ByteView message) const {
  std::array<std::uint8_t, Signature::kSize> bytes{};
  const int failed = crypto_sign_detached(bytes.data(), nullptr, pointer_to(message),
                                          message.size(), secret_.bytes().data());
  base::check(failed == 0, "Ed25519 signs every message");
  const Signature signature(bytes);
  base::check(verify(public_key_, message, signature), "a fresh signature verifies");
  return signature;
}

SecretBytes<SigningKey::kSeedSize> SigningKey::seed() const {
  return SecretBytes<kSeedSize>::copy_of(secret_.bytes().first<kSeedSize>());
}

bool verify(const PublicKey& signer, base::ByteView message, const Signature& signature) {
  ensure_sodium();
  return crypto_sign_verify_detached(signature.bytes().data(), pointer_to(message), message.size(),
                                     signer.bytes().data()) == 0;
}

bool is_admissible(const PublicKey& key) {
  ensure_sodium();
  static const bool has_fix = !is_valid_point(PublicKey(kMixedOrderKey));
  base::check(has_fix, "libsodium has the fix for CVE-2025-69277");
  return is_valid_point(key);
}

}  // namespace gateway::crypto
