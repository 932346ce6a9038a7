#pragma once

#include <cstddef>

namespace gateway::directory {

inline constexpr std::size_t kMaxInviteSize = std::size_t{256} << 10U;
inline constexpr std::size_t kMaxJoinRequestSize = std::size_t{1} << 20U;

}  // namespace gateway::directory
