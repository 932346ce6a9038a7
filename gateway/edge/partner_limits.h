#pragma once

#include "gateway/edge/token_bucket.h"
#include "gateway/ipc/messages.h"

#include <cstddef>
#include <map>

namespace gateway::edge {

/// How much each owner may send, over all of its connections together: one second's worth may come
/// at once. Owners do not touch each other's share.
class PartnerLimits {
 public:
  explicit PartnerLimits(const ipc::Limits& limits) : limits_(limits) {}

  /// Counts a message of `bytes` that came from `owner`; false when that is too much.
  bool allow(ipc::OwnerId owner, std::size_t bytes, Instant now);

 private:
  struct Share {
    TokenBucket messages;
    TokenBucket bytes;
  };

  ipc::Limits limits_;
  std::map<ipc::OwnerId, Share> shares_;
};

}  // namespace gateway::edge
