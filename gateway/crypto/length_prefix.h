#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/check.h"

#include <array>
#include <cstdint>
#include <limits>

namespace gateway::crypto {

/// The length of `part` as u32, big-endian, for hashing before the part without an allocation.
inline std::array<std::uint8_t, 4> length_prefix(base::ByteView part) {
  base::check(part.size() <= std::numeric_limits<std::uint32_t>::max(),
              "a hashed part is shorter than 4 GiB");
  const auto size = static_cast<std::uint32_t>(part.size());
  return {static_cast<std::uint8_t>(size >> 24U), static_cast<std::uint8_t>(size >> 16U),
          static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)};
}

}  // namespace gateway::crypto
