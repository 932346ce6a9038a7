#include "gateway/edge/partner_limits.h"

#include <algorithm>
#include <limits>

namespace gateway::edge {

bool PartnerLimits::allow(ipc::OwnerId owner, std::size_t bytes, Instant now) {
  const std::uint32_t messages_rate = std::max(limits_.messages_per_second, 1U);
  const std::uint32_t bytes_rate = std::max(limits_.bytes_per_second, 1U);
  // The largest message must pass, however slow the rate.
  const std::uint32_t bytes_burst = std::max(bytes_rate, limits_.max_message_bytes);
  const auto found = shares_.try_emplace(owner, Share{TokenBucket(messages_rate, messages_rate),
                                                      TokenBucket(bytes_rate, bytes_burst)});
  Share& share = found.first->second;

  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  const auto cost = static_cast<std::uint32_t>(std::min(bytes, kMost));
  return share.messages.take(1, now) && share.bytes.take(cost, now);
}

}  // namespace gateway::edge
