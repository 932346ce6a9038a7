#pragma once

#include "gateway/crypto/digest.h"

#include <cstdint>
#include <functional>
#include <vector>

// RFC 6962 roots and paths out of the hashes of full subtrees, wherever those are kept. Each call
// asks for O(log n) nodes.

namespace gateway::audit {

/// A full subtree: the 2^height leaves that begin at index * 2^height.
struct Node {
  std::uint8_t height = 0;
  std::uint64_t index = 0;
};

using NodeHash = std::function<crypto::Digest(Node)>;

crypto::Digest walk_root(const NodeHash& hash, std::uint64_t size);
/// `index` is below `size`.
std::vector<crypto::Digest> walk_inclusion(const NodeHash& hash, std::uint64_t index,
                                           std::uint64_t size);
/// `old_size` is at least 1 and at most `new_size`.
std::vector<crypto::Digest> walk_consistency(const NodeHash& hash, std::uint64_t old_size,
                                             std::uint64_t new_size);

}  // namespace gateway::audit
