#include "gateway/net/refused_backoff.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gateway::net {

base::Millis RefusedBackoff::next(crypto::Random& random) {
  std::array<std::uint8_t, 4> bytes{};
  random.fill(bytes);
  std::uint64_t drawn = 0;
  for (const std::uint8_t byte : bytes) drawn = drawn << 8U | byte;

  const auto half = static_cast<std::uint64_t>(ceiling_.count()) / 2;
  const std::uint64_t wait = half + drawn % (half + 1);
  ceiling_ = std::min(2 * ceiling_, kLongest);
  return base::Millis(static_cast<std::int64_t>(wait));
}

}  // namespace gateway::net
