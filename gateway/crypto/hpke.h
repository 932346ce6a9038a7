#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace gateway::crypto {

/// HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001,
/// ChaCha20-Poly1305 0x0003. Proved by the vectors of appendix A.2.
using EncapsulatedKey = base::FixedBytes<struct EncapsulatedKeyTag, 32>;

/// One side of an HPKE context: encrypts or decrypts a sequence of messages and exports secrets.
class HpkeContext {
 public:
  /// The sender's side; `encapsulated` goes to the recipient. The 32 bytes it draws are the
  /// ephemeral secret. kUnauthenticated for a recipient key of low order.
  static base::Result<HpkeContext> to(const AgreementPublicKey& recipient, base::ByteView info,
                                      Random& random, EncapsulatedKey& encapsulated);
  /// The recipient's side; kUnauthenticated for a low-order encapsulated key.
  static base::Result<HpkeContext> from(const AgreementKey& recipient,
                                        const EncapsulatedKey& encapsulated, base::ByteView info);

  /// Ciphertext and tag (16 bytes longer). Each call uses the next nonce of the sequence.
  [[nodiscard]] base::Bytes seal(base::ByteView aad, base::ByteView plaintext);
  /// Writes ciphertext.size() - 16 bytes to `plaintext`; any other size there, or a ciphertext that
  /// does not open, is kUnauthenticated, `plaintext` is zeroed and the sequence does not advance.
  base::Result<base::Done> open(base::ByteView aad, base::ByteView ciphertext,
                                std::span<std::uint8_t> plaintext);
  /// RFC 9180 section 5.3.
  void export_secret(base::ByteView exporter_context, std::span<std::uint8_t> out) const;

 private:
  static constexpr std::size_t kKeysSize = 32 + 12 + 32;  // key, base nonce, exporter secret

  explicit HpkeContext(SecretBytes<kKeysSize> keys) : keys_(std::move(keys)) {}

  SecretBytes<kKeysSize> keys_;
  std::uint64_t sequence_ = 0;
};

struct HpkeSealed {
  EncapsulatedKey encapsulated;
  base::Bytes ciphertext;  ///< 16 bytes longer than the plaintext.
};

/// Single-shot forms (RFC 9180 section 6.1), without the guarded memory of a context.
base::Result<HpkeSealed> hpke_seal(const AgreementPublicKey& recipient, base::ByteView info,
                                   base::ByteView aad, base::ByteView plaintext, Random& random);
base::Result<base::Done> hpke_open(const AgreementKey& recipient, const HpkeSealed& sealed,
                                   base::ByteView info, base::ByteView aad,
                                   std::span<std::uint8_t> plaintext);

}  // namespace gateway::crypto
