#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace gateway::crypto {

inline constexpr std::size_t kAeadTagSize = 16;

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha). The caller answers for never using a (key, nonce)
/// pair twice. `out` is kAeadTagSize longer than `plaintext`.
void xchacha_seal(std::span<const std::uint8_t, 32> key, std::span<const std::uint8_t, 24> nonce,
                  base::ByteView aad, base::ByteView plaintext, std::span<std::uint8_t> out);

/// `out` is kAeadTagSize shorter than `ciphertext`. kUnauthenticated, and `out` zeroed, unless
/// every byte of ciphertext and aad is what was sealed.
base::Result<base::Done> xchacha_open(std::span<const std::uint8_t, 32> key,
                                      std::span<const std::uint8_t, 24> nonce, base::ByteView aad,
                                      base::ByteView ciphertext, std::span<std::uint8_t> out);

}  // namespace gateway::crypto
