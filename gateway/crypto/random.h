#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace gateway::crypto {

/// Where every random byte comes from. Passed in, never reached for, so that a test can replay a
/// run byte for byte.
class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  virtual ~Random() = default;

  virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The operating system's generator. Programs make one in main() and pass it down.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

/// A FixedBytes of random bytes: `random_fixed<model::Salt>(random)`.
template <class Fixed>
Fixed random_fixed(Random& random) {
  std::array<std::uint8_t, Fixed::kSize> bytes{};
  random.fill(bytes);
  return Fixed(bytes);
}

}  // namespace gateway::crypto
