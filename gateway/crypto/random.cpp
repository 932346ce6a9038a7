#include "gateway/crypto/random.h"

#include "gateway/crypto/sodium_support.h"

#include <sodium.h>

namespace gateway::crypto {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  ensure_sodium();
  if (!out.empty()) randombytes_buf(out.data(), out.size());
}

}  // namespace gateway::crypto
