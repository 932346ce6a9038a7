#include "gateway/crypto/aead.h"

#include "gateway/base/check.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/sodium_support.h"

#include <sodium.h>

namespace gateway::crypto {

static_assert(kAeadTagSize == crypto_aead_xchacha20poly1305_ietf_ABYTES);

void xchacha_seal(std::span<const std::uint8_t, 32> key, std::span<const std::uint8_t, 24> nonce,
                  base::ByteView aad, base::ByteView plaintext, std::span<std::uint8_t> out) {
  base::check(out.size() == plaintext.size() + kAeadTagSize, "a seal has room for its tag");
  ensure_sodium();
  const int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
      out.data(), nullptr, pointer_to(plaintext), plaintext.size(), pointer_to(aad), aad.size(),
      nullptr, nonce.data(), key.data());
  base::check(failed == 0, "XChaCha20-Poly1305 seals every message");
}

base::Result<base::Done> xchacha_open(std::span<const std::uint8_t, 32> key,
                                      std::span<const std::uint8_t, 24> nonce, base::ByteView aad,
                                      base::ByteView ciphertext, std::span<std::uint8_t> out) {
  ensure_sodium();
  std::uint8_t nothing = 0;  // A null output would mean "verify only" to libsodium.
  const bool opened =
      ciphertext.size() >= kAeadTagSize && ciphertext.size() - kAeadTagSize == out.size() &&
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          out.empty() ? &nothing : out.data(), nullptr, nullptr, ciphertext.data(),
          ciphertext.size(), pointer_to(aad), aad.size(), nonce.data(), key.data()) == 0;
  if (opened) return base::Done{};
  wipe(out);
  return base::fail(base::ErrorCode::kUnauthenticated, "a sealed text does not open");
}

}  // namespace gateway::crypto
