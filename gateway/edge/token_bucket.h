#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace gateway::edge {

using Instant = std::chrono::steady_clock::time_point;

/// A rate limit with bursts: fills evenly, starts full.
class TokenBucket {
 public:
  /// `per_second` tokens flow in (at least 1), and up to `capacity` are saved up.
  TokenBucket(std::uint32_t per_second, std::uint32_t capacity)
      : per_second_(per_second), to_fill_(time_for(capacity)) {}

  /// Takes `cost` tokens if they are there at `now`, else none. `now` may stand still.
  bool take(std::uint32_t cost, Instant now) {
    const Instant from = std::max(paid_until_, now - to_fill_);
    const Instant until = from + time_for(cost);
    if (until > now) return false;
    paid_until_ = until;
    return true;
  }

 private:
  [[nodiscard]] std::chrono::nanoseconds time_for(std::uint32_t tokens) const {
    return std::chrono::nanoseconds(std::int64_t{tokens} * 1'000'000'000 / per_second_);
  }

  std::int64_t per_second_;
  std::chrono::nanoseconds to_fill_;
  Instant paid_until_ = Instant::min();
};

}  // namespace gateway::edge
