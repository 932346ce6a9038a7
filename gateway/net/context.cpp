#include "gateway/net/context.h"

#include "gateway/net/context_state.h"

#include <array>
#include <cstdint>
#include <cstdlib>

namespace gateway::net {

Context::Context(crypto::Random& random) {
  std::array<std::uint8_t, 4> bytes{};
  random.fill(bytes);
  unsigned seed = 0;
  for (const std::uint8_t byte : bytes) seed = seed << 8U | byte;
  // Unseeded, the first routing id of every process is the same, and a peer that takes the next one
  // aborts the process. Not our random numbers: libzmq's.
  std::srand(seed);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the seed is random.
  state_ = std::make_unique<State>();
}

Context::~Context() = default;

}  // namespace gateway::net
