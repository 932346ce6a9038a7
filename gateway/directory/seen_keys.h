#pragma once

#include "gateway/base/bytes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <span>

namespace gateway::directory {

/// Public keys that were seen in a text, of whatever use: one key has one place and one use.
class SeenKeys {
 public:
  using Key = std::array<std::uint8_t, 32>;

  /// False when the same 32 bytes were seen before.
  bool add(std::span<const std::uint8_t, 32> key) { return keys_.insert(copy(key)).second; }
  [[nodiscard]] bool contains(std::span<const std::uint8_t, 32> key) const {
    return keys_.contains(copy(key));
  }

 private:
  static Key copy(std::span<const std::uint8_t, 32> key) {
    Key bytes{};
    std::ranges::copy(key, bytes.begin());
    return bytes;
  }

  std::set<Key> keys_;
};

}  // namespace gateway::directory
