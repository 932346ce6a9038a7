#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"

#include <cstddef>
#include <cstdint>

namespace gateway::crypto {

using PublicKey = base::FixedBytes<struct PublicKeyTag, 32>;
using Signature = base::FixedBytes<struct SignatureTag, 64>;

/// An Ed25519 key pair (RFC 8032). The secret half is unreadable from outside this module except
/// through seed(), which exists for key files. Every text signed anywhere in Safeconduct begins
/// with its own name ("safeconduct-batch/v1\n"), so a signature made for one use never fits
/// another.
class SigningKey {
 public:
  static constexpr std::size_t kSeedSize = 32;

  static SigningKey generate(Random& random);

  /// Restores a key from its stored seed; any length but kSeedSize is kMalformed. The caller still
  /// owns the seed, and wipes it.
  static base::Result<SigningKey> from_seed(base::ByteView seed);

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }

  /// Signs and verifies at once what it made: a computing fault never leaves the process as a
  /// signature that betrays the key.
  [[nodiscard]] Signature sign(base::ByteView message) const;

  /// For writing a key file, nothing else.
  [[nodiscard]] SecretBytes<kSeedSize> seed() const;

 private:
  static constexpr std::size_t kSecretSize = 64;  // libsodium keeps seed and public key together.

  SigningKey(SecretBytes<kSecretSize> secret, const PublicKey& public_key);

  SecretBytes<kSecretSize> secret_;
  PublicKey public_key_;
};

/// True only when `signer` made `signature` over exactly this message. The strictest of the common
/// verifiers: what passes here passes in every auditor's tool.
[[nodiscard]] bool verify(const PublicKey& signer, base::ByteView message,
                          const Signature& signature);

/// Whether a public key may be admitted to a directory or a trust file: on the curve, canonical, in
/// the prime-order group (refuses the mixed-order keys that some verifiers accept).
[[nodiscard]] bool is_admissible(const PublicKey& key);

}  // namespace gateway::crypto
