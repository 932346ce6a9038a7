#pragma once

#include <cstdint>

namespace gateway::crypto {

/// The length a text of `size` bytes is padded to (Padmé, PETS 2019, "Reducing Metadata Leakage
/// from Encrypted Files"): at most 12 % more, and of all lengths up to L only O(log log L) bits
/// remain. padme(0) = 0, padme(1) = 1, padme(9) = 10. A padded length beyond 64 bits gives 2^64
/// - 1.
std::uint64_t padme(std::uint64_t size);

}  // namespace gateway::crypto
