#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"

#include <cstdint>
#include <span>

namespace gateway::crypto {

using AgreementPublicKey = base::FixedBytes<struct AgreementPublicKeyTag, 32>;

/// An X25519 key pair (RFC 7748): prekeys, release keys, session ephemerals.
class AgreementKey {
 public:
  static AgreementKey generate(Random& random);
  /// Any length but 32 is kMalformed. The caller still owns the bytes, and wipes them.
  static base::Result<AgreementKey> from_secret(base::ByteView secret);

  [[nodiscard]] const AgreementPublicKey& public_key() const { return public_key_; }

  /// The shared secret with `peer`; kUnauthenticated when it would be all zero (a low-order point).
  base::Result<base::Done> agree(const AgreementPublicKey& peer,
                                 std::span<std::uint8_t, 32> shared) const;

  /// For writing a key file, nothing else.
  [[nodiscard]] const SecretBytes<32>& secret() const { return secret_; }

 private:
  AgreementKey(SecretBytes<32> secret, const AgreementPublicKey& public_key);

  SecretBytes<32> secret_;
  AgreementPublicKey public_key_;
};

/// Whether a public key may be admitted to a directory: canonical, so that one key has one text,
/// and not of low order, so that everyone can agree on a secret with it.
[[nodiscard]] bool is_admissible(const AgreementPublicKey& key);

}  // namespace gateway::crypto
