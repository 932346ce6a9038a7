#pragma once

#include "gateway/base/bytes.h"

#include <cstdint>

namespace gateway::crypto {

/// Starts libsodium once; every function that reaches it without a SecretBytes in hand calls this.
void ensure_sodium();

inline constexpr std::uint8_t kNothing = 0;

/// libsodium may not be handed a null pointer, which an empty view has.
inline const std::uint8_t* pointer_to(base::ByteView bytes) {
  return bytes.empty() ? &kNothing : bytes.data();
}

}  // namespace gateway::crypto
